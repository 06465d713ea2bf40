import { AppError } from '../../api/errors.ts';
import { divideStep, matmulStep, productStep, rootStep, sumStep } from './evaluate/arithmetic.ts';
import { linearStep } from './evaluate/linear.ts';
import { rescaleStep } from './evaluate/rescale.ts';
import { compareStep, constantStep, maxStep, oneHotStep, sortStep, viewStep } from './evaluate/selection.ts';
import {
  fitDoubles,
  type IntegerValues,
  magnitudeOf,
  type Magnitudes,
  type Step,
  toBigInts,
  withoutMinusZero,
} from './evaluate/values.ts';
import { type IntegerGraph, type IntegerNode, inputsOf, integerRange } from './integer-graph.ts';
import { type Intervals, staticIntervals } from './intervals.ts';
import { product } from './linear-map.ts';

export type { IntegerValues };

/** Evaluates one integer graph many times; bit-exact, the reference that witness generation must agree with. */
export interface Evaluator {
  intervals: ReadonlyMap<string, Intervals>;
  /**
   * @param inputs integers of each graph input
   * @returns every tensor of the graph by name; tensors may share their memory
   * @throws AppError `input-invalid` where an input is missing, has a wrong count or leaves its bits
   */
  run(inputs: ReadonlyMap<string, IntegerValues>): Map<string, IntegerValues>;
}

/** @throws AppError as `staticIntervals` does */
export function createEvaluator(graph: IntegerGraph): Evaluator {
  const intervals = staticIntervals(graph);
  const magnitudes = new Map([...intervals].map(([name, interval]) => [name, magnitudeOf(interval)]));
  const steps = graph.nodes.map((node) => {
    const inputs = inputsOf(node);
    const inputMagnitudes = inputs.map((name) => magnitudes.get(name)!);
    const step = createStep(node, { inputs: inputMagnitudes, output: magnitudes.get(node.output)! });
    return { inputs, output: node.output, step };
  });
  return {
    intervals,
    run(given) {
      const tensors = new Map<string, IntegerValues>();
      for (const port of graph.inputs) tensors.set(port.name, checkInput(port, given.get(port.name)));
      for (const { inputs, output, step } of steps) {
        tensors.set(output, step(inputs.map((name) => tensors.get(name)!)));
      }
      return tensors;
    },
  };
}

function createStep(node: IntegerNode, magnitudes: Magnitudes): Step {
  switch (node.kind) {
    case 'linear':
      return linearStep(node, magnitudes);
    case 'sum':
      return sumStep(node, magnitudes);
    case 'product':
      return productStep(node, magnitudes);
    case 'matmul':
      return matmulStep(node, magnitudes);
    case 'rescale':
      return rescaleStep(node, magnitudes);
    case 'max':
      return maxStep(node, magnitudes);
    case 'divide':
      return divideStep(node, magnitudes);
    case 'root':
      return rootStep(node, magnitudes);
    case 'compare':
      return compareStep(node);
    case 'oneHot':
      return oneHotStep(node);
    case 'sort':
      return sortStep(node, magnitudes);
    case 'constant':
      return constantStep(node);
    case 'view':
      return viewStep(node, magnitudes);
  }
}

function checkInput(port: IntegerGraph['inputs'][number], values: IntegerValues | undefined): IntegerValues {
  const size = product(port.shape);
  if (values?.length !== size) {
    throw new AppError(
      'input-invalid',
      `The input "${port.name}" needs ${size} values and has ${values?.length ?? 'none'}.`,
      `Give one value for each element of shape [${port.shape.join(', ')}].`,
    );
  }
  const { low, high } = integerRange(port.bits, port.signed);
  const areDoubles = fitDoubles(Number(-low), Number(high));
  const wrong =
    values instanceof Float64Array && areDoubles
      ? findWrongDouble(values, Number(low), Number(high))
      : values.findIndex((value: number | bigint) => !isIntegerOf(value, low, high));
  if (wrong >= 0) {
    throw new AppError(
      'input-invalid',
      `The input "${port.name}" holds ${values[wrong]}, which is no integer of [${low}, ${high}].`,
      'Quantize inputs with the scale of the quantization record; values out of range saturate.',
    );
  }
  if (!areDoubles) return toBigInts(values);
  return values instanceof Float64Array ? withoutMinusZero(values) : Float64Array.from(values, Number);
}

/** A plain loop: inputs can be large, and a callback a value would take longer than a layer. */
function findWrongDouble(values: Float64Array, low: number, high: number): number {
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!(value >= low && value <= high && Math.floor(value) === value)) return index;
  }
  return -1;
}

function isIntegerOf(value: number | bigint, low: bigint, high: bigint): boolean {
  return value >= low && value <= high && (typeof value === 'bigint' || Number.isInteger(value));
}
