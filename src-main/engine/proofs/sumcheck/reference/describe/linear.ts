import type { IntegerLinear } from '../../../../graph/integer-graph.ts';
import {
  type ConvolutionForm,
  convolutionLayout,
  type DenseForm,
  type SparseForm,
  type TransposedConvolutionForm,
} from '../../../../graph/linear-map.ts';
import type { Coordinate, Factor, Term } from '../descriptor.ts';
import { axisVariables, cellsOf, layoutVariables } from '../statement.ts';
import { affineOf, elementTerms, expressionOf, type GraphDescriber, slotFactor } from './graph-describer.ts';
import { axisCoordinates, equalElements, joinCoordinates, point, range, sum } from './layout.ts';

/** acc = W x + b with constant weights, which are slots of the key. */
export function describeLinear(describer: GraphDescriber, node: IntegerLinear): void {
  const { form } = node;
  const { axes, terms } =
    form.kind === 'dense'
      ? dense(describer, node, form)
      : form.kind === 'sparse'
        ? sparse(describer, node, form)
        : convolution(describer, node, form);
  describer.defineSum(node.output, axes, [...terms, ...biasTerms(describer, node, axes)]);
}

interface Described {
  axes: number[];
  terms: Term[];
}

/** One row reads its input wherever its cells are in a slot: the weights are laid out to match. */
function dense(
  describer: GraphDescriber,
  node: IntegerLinear,
  { rows, inputs, outputs }: DenseForm,
): Described {
  const { slots, cells } = describer.cellsOf(node.input);
  const isOneSlot = rows === 1 && slots.every((slot) => slot === slots[0]);
  const slot = isOneSlot ? slots[0]! : describer.slotOf(node.input, [rows, inputs]);
  const axes = rows === 1 ? [outputs] : [rows, outputs];
  const inner = isOneSlot ? describer.builder.variablesOf(slot) : axisVariables(inputs);
  const weights = new Array<bigint>(2 ** (inner + axisVariables(outputs))).fill(0n);
  for (let output = 0; output < outputs; output++) {
    for (let k = 0; k < inputs; k++) {
      const cell = output * 2 ** inner + (isOneSlot ? cells[k]! : k);
      weights[cell]! += BigInt(node.weights[output * inputs + k]!);
    }
  }
  const weight = describer.builder.keySlot(`${node.output} weights`, inner + axisVariables(outputs), weights);
  const outputPoint = range(axisVariables(outputs)).map(point);
  const rowPoint = range(axisVariables(rows), axisVariables(outputs)).map(point);
  const summed = range(inner).map(sum);
  return {
    axes,
    terms: [
      {
        coefficient: 1n,
        variables: inner,
        factors: [
          { kind: 'slot', slot: weight, at: [...summed, ...outputPoint] },
          { kind: 'slot', slot, at: [...summed, ...rowPoint] },
        ],
      },
    ],
  };
}

/** Each output reads its inputs from a copy in which they lie side by side; short rows have weight zero at the end. */
function sparse(describer: GraphDescriber, node: IntegerLinear, form: SparseForm): Described {
  const { rowPointer, column } = form;
  const outputs = rowPointer.length - 1;
  const lengths = range(outputs).map((row) => rowPointer[row + 1]! - rowPointer[row]!);
  const longest = lengths.reduce((most, length) => Math.max(most, length), 1);
  const gathered = [outputs, longest];
  const source = describer.cellsOf(node.input);
  const picked = { slots: new Int32Array(outputs * longest), cells: new Int32Array(outputs * longest) };
  const weights = new Array<bigint>(2 ** layoutVariables(gathered)).fill(0n);
  const places = cellsOf(gathered);
  for (let row = 0; row < outputs; row++) {
    for (let k = 0; k < longest; k++) {
      const entry = rowPointer[row]! + k;
      const from = k < lengths[row]! ? column[entry]! : 0;
      const index = row * longest + k;
      picked.slots[index] = source.slots[from]!;
      picked.cells[index] = source.cells[from]!;
      if (k < lengths[row]!) weights[places[index]!] = BigInt(node.weights[entry]!);
    }
  }
  const axes = [outputs];
  const slot = describer.slotOfCells(node.input, picked, gathered);
  const variables = layoutVariables(gathered);
  const weight = describer.builder.keySlot(`${node.output} weights`, variables, weights);
  const inner = axisVariables(longest);
  return {
    axes,
    terms: [
      {
        coefficient: 1n,
        variables,
        factors: [
          ...equalElements(axes).map((factor) => shiftSums(factor, inner)),
          slotFactor(weight, variables),
          slotFactor(slot, variables),
        ],
      },
    ],
  };
}

/**
 * acc(g, o, y) = sum over c, taps and inputs of W(g, o, c, tap) x(g, c, u) with u = stride y + dilation tap - pad in every
 * dimension, one window factor a dimension. Transposed, the roles of y and u are exchanged.
 */
function convolution(
  describer: GraphDescriber,
  node: IntegerLinear,
  form: ConvolutionForm | TransposedConvolutionForm,
): Described {
  const { groups, inputSpatial, outputSpatial, kernel } = form;
  const { inputsPerGroup, outputsPerGroup, firstWeight, weightStep, kernelArea } = convolutionLayout(form);
  const isGrouped = groups > 1;
  const inputAxes = [...(isGrouped ? [groups] : []), inputsPerGroup, ...inputSpatial];
  const axes = [...(isGrouped ? [groups] : []), outputsPerGroup, ...outputSpatial];
  const slot = describer.slotOf(node.input, inputAxes);
  const weightAxes = [groups, outputsPerGroup, inputsPerGroup, kernelArea];
  const weights = range(groups * outputsPerGroup).flatMap((channel) =>
    range(inputsPerGroup).flatMap((c) =>
      range(kernelArea).map((tap) => BigInt(node.weights[firstWeight(channel) + c * weightStep + tap]!)),
    ),
  );
  const ownAxes = [...weightAxes.slice(isGrouped ? 0 : 1, -1), ...kernel];
  const laidOut = new Array<bigint>(2 ** layoutVariables(ownAxes)).fill(0n);
  cellsOf(ownAxes).forEach((cell, index) => (laidOut[cell] = weights[index]!));
  const weight = describer.builder.keySlot(`${node.output} weights`, layoutVariables(ownAxes), laidOut);

  // Summed: [group], channel, taps, inputs; the channel's coordinates first.
  const points = axisCoordinates(axes, point);
  let next = 0;
  const take = (size: number): Coordinate[] => range(axisVariables(size)).map(() => sum(next++));
  const channel = take(inputsPerGroup);
  const taps = kernel.map(take);
  const inputs = inputSpatial.map(take);
  const group = isGrouped ? [take(groups)] : [];
  const spatialPoints = points.slice(-outputSpatial.length);
  const windows = kernel.map((tapCount, dimension): Factor => {
    const isTransposed = form.kind === 'transposedConvolution';
    const [out, input] = isTransposed
      ? [inputs[dimension]!, spatialPoints[dimension]!]
      : [spatialPoints[dimension]!, inputs[dimension]!];
    const [outCount, inCount] = isTransposed
      ? [inputSpatial[dimension]!, outputSpatial[dimension]!]
      : [outputSpatial[dimension]!, inputSpatial[dimension]!];
    const { strides, dilations, padsBegin } = form;
    return {
      kind: 'window',
      out,
      tap: taps[dimension]!,
      in: input,
      axis: {
        outCount,
        tapCount,
        inCount,
        stride: strides[dimension]!,
        dilation: dilations[dimension]!,
        pad: padsBegin[dimension]!,
      },
    };
  });
  const outputPoint = points[isGrouped ? 1 : 0]!;
  return {
    axes,
    terms: [
      {
        coefficient: 1n,
        variables: next,
        factors: [
          ...(isGrouped ? [{ kind: 'equalBelow' as const, a: points[0]!, b: group[0]!, count: groups }] : []),
          { kind: 'slot', slot: weight, at: joinCoordinates([...group, outputPoint, channel, ...taps]) },
          { kind: 'slot', slot, at: joinCoordinates([...group, channel, ...inputs]) },
          ...windows,
        ],
      },
    ],
  };
}

/** One bias a channel; element i belongs to channel floor(i / inner) % channels. */
function biasTerms(describer: GraphDescriber, { output, bias, form }: IntegerLinear, axes: number[]): Term[] {
  if (bias.every((value) => value === 0)) return [];
  const variables = layoutVariables(axes);
  const inner = form.kind === 'dense' ? 1 : axes.reduce((size, axis) => size * axis, 1) / bias.length;
  const cells = new Array<bigint>(2 ** variables).fill(0n);
  cellsOf(axes).forEach(
    (cell, index) => (cells[cell] = BigInt(bias[Math.floor(index / inner) % bias.length]!)),
  );
  const slot = describer.builder.keySlot(`${output} bias`, variables, cells);
  return elementTerms(axes, expressionOf(affineOf(slotFactor(slot, variables))));
}

/** The same factor where the summed variables begin later. */
function shiftSums(factor: Factor, by: number): Factor {
  if (factor.kind !== 'equalBelow') throw new Error('Only eq factors are shifted.');
  return {
    ...factor,
    b: factor.b.map((coordinate) => ('sum' in coordinate ? sum(coordinate.sum + by) : coordinate)),
  };
}
