import type {
  IntegerDivide,
  IntegerMatmul,
  IntegerProduct,
  IntegerRoot,
  IntegerSum,
} from '../../../../graph/integer-graph.ts';
import type { Factor } from '../descriptor.ts';
import { cellsOf, layoutVariables } from '../statement.ts';
import {
  affineOf,
  bitsFor,
  elementTerms,
  type Expression,
  type GraphDescriber,
  slotFactor,
} from './graph-describer.ts';
import { axisCoordinates, joinCoordinates, point, range, sum } from './layout.ts';
import { axisVariables } from '../statement.ts';

/** sum of coefficient_k x_k, plus a bias that repeats. */
export function describeSum(describer: GraphDescriber, node: IntegerSum): void {
  const axes = describer.axesOf(node.inputs[0]!);
  const expression: Expression = node.inputs.map((name, k) => ({
    coefficient: BigInt(node.coefficients[k]!),
    factors: [describer.factorOf(name, axes)],
  }));
  const { bias } = node;
  if (bias.every((value) => value === bias[0])) {
    if (bias.length > 0 && bias[0] !== 0) expression.push({ coefficient: BigInt(bias[0]!), factors: [] });
  } else {
    const variables = layoutVariables(axes);
    const cells = new Array<bigint>(2 ** variables).fill(0n);
    cellsOf(axes).forEach((cell, index) => (cells[cell] = BigInt(bias[index % bias.length]!)));
    const slot = describer.builder.keySlot(`${node.output} bias`, variables, cells);
    expression.push({ coefficient: 1n, factors: [slotFactor(slot, variables)] });
  }
  describer.defineSum(node.output, axes, elementTerms(axes, expression));
}

export function describeProduct(describer: GraphDescriber, { inputs, output }: IntegerProduct): void {
  const axes = describer.axesOf(inputs[0]);
  const factors = inputs.map((name) => describer.factorOf(name, axes));
  describer.defineSum(output, axes, elementTerms(axes, [{ coefficient: 1n, factors }]));
}

/** out(h, r, c) = sum over k of a(h, r, k) b(h, k, c). */
export function describeMatmul(describer: GraphDescriber, node: IntegerMatmul): void {
  const { inputs, output, batch, rows, inner, columns } = node;
  const axes = [batch, rows, columns];
  const [h, r, c] = axisCoordinates(axes, point);
  const depth = axisVariables(inner);
  const k = range(depth).map(sum);
  const head = range(axisVariables(batch), depth).map(sum);
  const left = describer.slotOf(inputs[0], [batch, rows, inner]);
  const right = describer.slotOf(inputs[1], [batch, inner, columns]);
  const mask: Factor[] = inner === 2 ** depth ? [] : [{ kind: 'below', at: k, count: inner }];
  describer.defineSum(output, axes, [
    {
      coefficient: 1n,
      variables: depth + head.length,
      factors: [
        { kind: 'equalBelow', a: h!, b: head, count: batch },
        ...mask,
        { kind: 'slot', slot: left, at: joinCoordinates([head, r!, k]) },
        { kind: 'slot', slot: right, at: joinCoordinates([head, k, c!]) },
      ],
    },
  ]);
}

/** a = q b + rem, 0 <= rem < b, q in its interval. */
export function describeDivide(describer: GraphDescriber, { inputs, output }: IntegerDivide): void {
  const axes = describer.axesOf(inputs[0]);
  const variables = layoutVariables(axes);
  const [a, b] = inputs.map((name) => describer.factorOf(name, axes)) as [Factor, Factor];
  const slot = describer.tensorSlot(output, axes);
  const q = slotFactor(slot, variables);
  const rem = slotFactor(
    describer.builder.elementSlot(`${output} rem`, axes, (tensors) => {
      const [dividend, divisor, quotient] = [...inputs, output].map((name) => tensors.get(name)!);
      return dividend!.map((value, element) => value - quotient![element]! * divisor![element]!);
    }),
    variables,
  );
  describer.equate(output, axes, [
    { coefficient: 1n, factors: [a] },
    { coefficient: -1n, factors: [q, b] },
    { coefficient: -1n, factors: [rem] },
  ]);
  const interval = describer.intervalOf(output);
  const bits = bitsFor(describer.intervalOf(inputs[1]).high);
  describer.requireRange(
    `${output} q`,
    axes,
    affineOf(q, 1n, -interval.low),
    bitsFor(interval.high - interval.low + 1n),
  );
  describer.requireRange(`${output} rem`, axes, affineOf(rem), bits);
  describer.requireRange(
    `${output} rem below`,
    axes,
    {
      constant: -1n,
      parts: [
        { coefficient: 1n, factor: b },
        { coefficient: -1n, factor: rem },
      ],
    },
    bits,
  );
  describer.define(output, axes, slot);
}

/** x = q^2 + rem, 0 <= rem <= 2 q. */
export function describeRoot(describer: GraphDescriber, { input, output }: IntegerRoot): void {
  const axes = describer.axesOf(input);
  const variables = layoutVariables(axes);
  const x = describer.factorOf(input, axes);
  const slot = describer.tensorSlot(output, axes);
  const q = slotFactor(slot, variables);
  const rem = slotFactor(
    describer.builder.elementSlot(`${output} rem`, axes, (tensors) => {
      const roots = tensors.get(output)!;
      return tensors.get(input)!.map((value, element) => value - roots[element]! ** 2n);
    }),
    variables,
  );
  describer.equate(output, axes, [
    { coefficient: 1n, factors: [x] },
    { coefficient: -1n, factors: [q, q] },
    { coefficient: -1n, factors: [rem] },
  ]);
  const bits = bitsFor(describer.intervalOf(output).high + 1n);
  describer.requireRange(`${output} root`, axes, affineOf(q), bits);
  describer.requireRange(`${output} rem`, axes, affineOf(rem), bits + 1);
  describer.requireRange(
    `${output} rem below`,
    axes,
    {
      constant: 0n,
      parts: [
        { coefficient: 2n, factor: q },
        { coefficient: -1n, factor: rem },
      ],
    },
    bits + 1,
  );
  describer.define(output, axes, slot);
}
