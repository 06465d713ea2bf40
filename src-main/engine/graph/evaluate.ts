import { AppError } from '../../api/errors.ts';
import type {
  IntegerGraph,
  IntegerLinear,
  IntegerMax,
  IntegerNode,
  IntegerRescale,
} from './integer-graph.ts';
import { integerRange } from './integer-graph.ts';
import { type Intervals, shiftRight, staticIntervals } from './intervals.ts';
import { type LinearMap, linearMap, product, windowTaps } from './linear-map.ts';

/** Integers of one tensor, row-major: doubles where the static interval stays below 2^53, BigInt otherwise. */
export type IntegerValues = Float64Array | bigint[];

/** Evaluates one integer graph many times; bit-exact, the reference that witness generation must agree with. */
export interface Evaluator {
  intervals: ReadonlyMap<string, Intervals>;
  /**
   * @param inputs integers of each graph input
   * @returns every tensor of the graph by name
   * @throws AppError `input-invalid` where an input is missing, has a wrong count or leaves its bits
   */
  run(inputs: ReadonlyMap<string, IntegerValues>): Map<string, IntegerValues>;
}

type Step = (input: IntegerValues) => IntegerValues;

export function createEvaluator(graph: IntegerGraph): Evaluator {
  const intervals = staticIntervals(graph);
  const steps = graph.nodes.map((node) => ({ node, step: createStep(node, intervals) }));
  return {
    intervals,
    run(inputs) {
      const tensors = new Map<string, IntegerValues>();
      for (const port of graph.inputs) tensors.set(port.name, checkInput(port, inputs.get(port.name)));
      for (const { node, step } of steps) tensors.set(node.output, step(tensors.get(node.input)!));
      return tensors;
    },
  };
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
  for (const value of values) {
    if (!(value >= low && value <= high) || (typeof value === 'number' && !Number.isInteger(value))) {
      throw new AppError(
        'input-invalid',
        `The input "${port.name}" holds ${value}, which is no integer of [${low}, ${high}].`,
        'Quantize inputs with the scale of the quantization record; values out of range saturate.',
      );
    }
  }
  return values;
}

function createStep(node: IntegerNode, intervals: ReadonlyMap<string, Intervals>): Step {
  const input = intervals.get(node.input)!;
  const output = intervals.get(node.output)!;
  switch (node.kind) {
    case 'linear':
      return linearStep(node, input, output);
    case 'rescale':
      return rescaleStep(node, input);
    case 'max':
      return maxStep(node);
    case 'view':
      return (values) => values;
  }
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function isSafe(intervals: Intervals, margin = 0n): boolean {
  return (
    intervals.low.every((low) => low >= margin - SAFE) &&
    intervals.high.every((high) => high <= SAFE - margin)
  );
}

/** Whether every partial sum of every row is exact in doubles: the sum of |w| * max|x| stays below 2^53. */
function sumsAreSafe(node: IntegerLinear, map: LinearMap, input: Intervals): boolean {
  const largest = Number(
    [...input.low, ...input.high].reduce(
      (max, value) => (value > max ? value : -value > max ? -value : max),
      0n,
    ),
  );
  const heaviest = new Float64Array(map.channels);
  for (let output = 0; output < map.outputSize; output++) {
    let sum = 0;
    map.row(output, (_, weight) => {
      sum += Math.abs(node.weights[weight]!);
    });
    const channel = Math.floor(output / map.inner) % map.channels;
    heaviest[channel] = Math.max(heaviest[channel]!, sum);
    if (!map.hasPadding && node.form.kind !== 'sparse') output += map.inner - 1;
  }
  return heaviest.every(
    (sum, channel) => sum * largest + Math.abs(node.bias[channel]!) <= Number.MAX_SAFE_INTEGER / 2,
  );
}

function linearStep(node: IntegerLinear, input: Intervals, output: Intervals): Step {
  const map = linearMap(node.form);
  const { weights, bias } = node;
  const { channels, inner, outputSize } = map;
  if (isSafe(input) && isSafe(output) && sumsAreSafe(node, map, input)) {
    return (values) => {
      const source = asDoubles(values);
      const result = new Float64Array(outputSize);
      for (let index = 0; index < outputSize; index++) {
        let sum = bias[Math.floor(index / inner) % channels]!;
        map.row(index, (element, weight) => {
          sum += source[element]! * weights[weight]!;
        });
        result[index] = sum;
      }
      return result;
    };
  }
  return (values) =>
    Array.from({ length: outputSize }, (_, index) => {
      let sum = BigInt(bias[Math.floor(index / inner) % channels]!);
      map.row(index, (element, weight) => {
        sum += BigInt(values[element]!) * BigInt(weights[weight]!);
      });
      return sum;
    });
}

function rescaleStep(node: IntegerRescale, input: Intervals): Step {
  const { low, high } = integerRange(node.bits, node.table === 'clamp');
  const { shifts, inner } = node;
  const largestHalf = 1n << BigInt(shifts.reduce((largest, shift) => Math.max(largest, shift), 1) - 1);
  const resultFits = BigInt(node.bits) < 53n;
  if (isSafe(input, largestHalf) && resultFits) {
    const [lowest, highest] = [Number(low), Number(high)];
    return (values) =>
      asDoubles(values).map((value, element) => {
        const shift = shifts[Math.floor(element / inner) % shifts.length]!;
        const scaled = shift === 0 ? value : Math.floor((value + 2 ** (shift - 1)) / 2 ** shift);
        return Math.min(highest, Math.max(lowest, scaled));
      });
  }
  return (values) => {
    const result = Array.from<number | bigint, bigint>(values, (value, element) => {
      const shift = shifts[Math.floor(element / inner) % shifts.length]!;
      const scaled = shiftRight(BigInt(value), shift);
      return scaled < low ? low : scaled > high ? high : scaled;
    });
    return resultFits ? Float64Array.from(result, Number) : result;
  };
}

function maxStep(node: IntegerMax): Step {
  const windows = windowTaps(node.window);
  const area = product(node.window.inputSpatial);
  const largestOf = <T extends number | bigint>(values: ArrayLike<T>, output: number): T => {
    const base = Math.floor(output / windows.length) * area;
    const { offsets } = windows[output % windows.length]!;
    let largest = values[base + offsets[0]!]!;
    for (const offset of offsets) {
      const value = values[base + offset]!;
      if (value > largest) largest = value;
    }
    return largest;
  };
  const size = node.channels * windows.length;
  return (values) =>
    values instanceof Float64Array
      ? Float64Array.from({ length: size }, (_, output) => largestOf(values, output))
      : Array.from({ length: size }, (_, output) => largestOf(values, output));
}

/** Only called where the static interval proves that every value is a safe integer. */
function asDoubles(values: IntegerValues): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values, Number);
}
