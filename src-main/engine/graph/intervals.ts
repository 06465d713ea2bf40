import { AppError } from '../../api/errors.ts';
import type { IntegerGraph, IntegerLinear, IntegerMax, IntegerRescale } from './integer-graph.ts';
import { integerRange } from './integer-graph.ts';
import { type LinearMap, linearMap, product } from './linear-map.ts';

/** Element i of a tensor lies in [low[c], high[c]] with c = floor(i / inner) % low.length. */
export interface Intervals {
  inner: number;
  low: bigint[];
  high: bigint[];
}

/** No value of the graph may come near the field's order (design: 2^250). */
const LARGEST = 1n << 250n;

export function intervalAt(intervals: Intervals, element: number): { low: bigint; high: bigint } {
  const channel = Math.floor(element / intervals.inner) % intervals.low.length;
  return { low: intervals.low[channel]!, high: intervals.high[channel]! };
}

/**
 * Exact static intervals of every tensor, a channel at a time, over the input intervals that the constraints enforce
 * (never those observed in calibration).
 * @throws AppError `model-too-large` where a value could leave 2^250
 */
export function staticIntervals(graph: IntegerGraph): Map<string, Intervals> {
  const tensors = new Map<string, Intervals>();
  for (const port of graph.inputs) {
    const { low, high } = integerRange(port.bits, port.signed);
    tensors.set(port.name, { inner: Math.max(1, product(port.shape)), low: [low], high: [high] });
  }
  for (const node of graph.nodes) {
    const input = tensors.get(node.input)!;
    const output = mergeAlike(propagate(node, input));
    if (output.low.some((low) => low < -LARGEST) || output.high.some((high) => high > LARGEST)) {
      throw new AppError(
        'model-too-large',
        `The values of "${node.name}" can exceed 2^250, the room that a proof has.`,
        'Use fewer weight or activation bits.',
      );
    }
    tensors.set(node.output, output);
  }
  return tensors;
}

/** One channel for all where they have the same interval: the next linear map is then summed once a channel. */
function mergeAlike(intervals: Intervals): Intervals {
  const { inner, low, high } = intervals;
  const alike = low.every((value) => value === low[0]) && high.every((value) => value === high[0]);
  return alike ? { inner: inner * low.length, low: [low[0]!], high: [high[0]!] } : intervals;
}

function propagate(node: IntegerGraph['nodes'][number], input: Intervals): Intervals {
  switch (node.kind) {
    case 'linear':
      return linearIntervals(node, input);
    case 'rescale':
      return rescaleIntervals(node, input);
    case 'max':
      return maxIntervals(node, input);
    case 'view':
      return input;
  }
}

function linearIntervals(node: IntegerLinear, input: Intervals): Intervals {
  const map = linearMap(node.form);
  const low = new Array<bigint>(map.channels);
  const high = new Array<bigint>(map.channels);
  const seen = new Uint8Array(map.channels);
  // Where all inputs share one interval and no border differs, one output of a channel stands for all of them.
  const alike = input.low.length === 1 && !map.hasPadding && node.form.kind !== 'sparse';
  for (let output = 0; output < map.outputSize; output++) {
    const channel = Math.floor(output / map.inner) % map.channels;
    if (alike && seen[channel]) continue;
    const row = rowInterval(map, output, node.weights, input);
    const bias = BigInt(node.bias[channel]!);
    const rowLow = row.low + bias;
    const rowHigh = row.high + bias;
    if (!seen[channel] || rowLow < low[channel]!) low[channel] = rowLow;
    if (!seen[channel] || rowHigh > high[channel]!) high[channel] = rowHigh;
    seen[channel] = 1;
  }
  return { inner: map.inner, low, high };
}

/** Sums in doubles while every partial sum stays below 2^53, in BigInt otherwise. */
function rowInterval(map: LinearMap, output: number, weights: Float64Array, input: Intervals) {
  let low = 0;
  let high = 0;
  let exact = true;
  map.row(output, (source, index) => {
    const weight = weights[index]!;
    const at = intervalAt(input, source);
    const a = weight * Number(at.low);
    const b = weight * Number(at.high);
    if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) exact = false;
    low += Math.min(a, b);
    high += Math.max(a, b);
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) exact = false;
  });
  if (exact) return { low: BigInt(low), high: BigInt(high) };
  let bigLow = 0n;
  let bigHigh = 0n;
  map.row(output, (source, index) => {
    const weight = BigInt(weights[index]!);
    const at = intervalAt(input, source);
    bigLow += weight * (weight > 0n ? at.low : at.high);
    bigHigh += weight * (weight > 0n ? at.high : at.low);
  });
  return { low: bigLow, high: bigHigh };
}

function rescaleIntervals(node: IntegerRescale, input: Intervals): Intervals {
  const { low, high } = integerRange(node.bits, node.table === 'clamp');
  const clamp = (value: bigint) => (value < low ? low : value > high ? high : value);
  // Shifts and intervals may be given for different channel layouts; the result's is fine enough for both.
  const inner = commonDivisor(node.inner, input.inner);
  const shiftPeriod = node.shifts.length * node.inner;
  const inputPeriod = input.low.length * input.inner;
  const channels = (shiftPeriod / commonDivisor(shiftPeriod, inputPeriod)) * (inputPeriod / inner);
  const result: Intervals = { inner, low: [], high: [] };
  for (let channel = 0; channel < channels; channel++) {
    const shift = node.shifts[Math.floor((channel * inner) / node.inner) % node.shifts.length]!;
    const at = intervalAt(input, channel * inner);
    result.low.push(clamp(shiftRight(at.low, shift)));
    result.high.push(clamp(shiftRight(at.high, shift)));
  }
  return result;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** floor((value + 2^(shift-1)) / 2^shift): round to nearest, halves upwards. */
export function shiftRight(value: bigint, shift: number): bigint {
  return shift === 0 ? value : (value + (1n << BigInt(shift - 1))) >> BigInt(shift);
}

function maxIntervals(node: IntegerMax, input: Intervals): Intervals {
  const area = product(node.window.inputSpatial);
  const inner = product(node.window.outputSpatial);
  const result: Intervals = { inner, low: [], high: [] };
  for (let channel = 0; channel < node.channels; channel++) {
    let low: bigint | undefined;
    let high: bigint | undefined;
    for (let element = channel * area; element < (channel + 1) * area; element++) {
      const at = intervalAt(input, element);
      if (low === undefined || at.low < low) low = at.low;
      if (high === undefined || at.high > high) high = at.high;
      if (input.inner % area === 0) break;
    }
    result.low.push(low!);
    result.high.push(high!);
  }
  return result;
}
