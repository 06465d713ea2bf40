import type { IntegerLinear } from '../integer-graph.ts';
import { type LinearMap, linearMap, product } from '../linear-map.ts';
import {
  type Interval,
  intervalAt,
  type Intervals,
  intervalsBy,
  isAlike,
  largest,
  smallest,
} from './layout.ts';

/**
 * One interval a channel for convolutions, whatever their borders see; for the others one an output where outputs of a
 * channel differ.
 * @param size elements of the input
 */
export function linearIntervals(node: IntegerLinear, input: Intervals, size: number): Intervals {
  const map = linearMap(node.form);
  const { channels, inner, outputSize } = map;
  const rowInterval = rowIntervals(node, map, input, size);
  switch (node.form.kind) {
    case 'dense': {
      const { inputs } = node.form;
      const rowsAreAlike = isAlike(input) || inputs % (input.inner * input.low.length) === 0;
      return intervalsBy({ inner: 1, count: rowsAreAlike ? channels : outputSize }, rowInterval);
    }
    case 'sparse':
      return intervalsBy({ inner: 1, count: outputSize }, rowInterval);
    default: {
      const planesAreAlike = isAlike(input) || input.inner % product(node.form.inputSpatial) === 0;
      const outputs = planesAreAlike
        ? map.distinctOutputs
        : Array.from({ length: inner }, (_, output) => output);
      return intervalsBy({ inner, count: channels }, (first) =>
        unionOf(outputs.map((output) => rowInterval(first + output))),
      );
    }
  }
}

function unionOf(intervals: readonly Interval[]): Interval {
  return {
    low: smallest(intervals.map(({ low }) => low)),
    high: largest(intervals.map(({ high }) => high)),
  };
}

/** The interval of one output; sums in doubles where every partial sum stays below 2^53, in BigInt otherwise. */
function rowIntervals(node: IntegerLinear, map: LinearMap, input: Intervals, size: number) {
  const { weights, bias } = node;
  const lows = spread(input.low, input.inner, size);
  const highs = spread(input.high, input.inner, size);
  let low = 0;
  let high = 0;
  let magnitude = 0;
  const add = (source: number, index: number) => {
    const weight = weights[index]!;
    const a = weight * lows[source]!;
    const b = weight * highs[source]!;
    low += a < b ? a : b;
    high += a < b ? b : a;
    magnitude += Math.max(Math.abs(a), Math.abs(b));
  };
  return (output: number): Interval => {
    low = 0;
    high = 0;
    magnitude = 0;
    map.row(output, add);
    const channelBias = BigInt(bias[Math.floor(output / map.inner) % map.channels]!);
    const sum =
      magnitude < 2 ** 53 ? { low: BigInt(low), high: BigInt(high) } : exactRow(map, output, weights, input);
    return { low: sum.low + channelBias, high: sum.high + channelBias };
  };
}

/** One end of the interval of every element. */
function spread(ends: readonly bigint[], inner: number, size: number): Float64Array {
  const values = Float64Array.from(ends, Number);
  const result = new Float64Array(size);
  for (let start = 0, channel = 0; start < size; start += inner) {
    result.fill(values[channel]!, start, start + inner);
    channel = channel + 1 === values.length ? 0 : channel + 1;
  }
  return result;
}

function exactRow(map: LinearMap, output: number, weights: Float64Array, input: Intervals): Interval {
  let low = 0n;
  let high = 0n;
  map.row(output, (source, index) => {
    const weight = BigInt(weights[index]!);
    const at = intervalAt(input, source);
    low += weight * (weight > 0n ? at.low : at.high);
    high += weight * (weight > 0n ? at.high : at.low);
  });
  return { low, high };
}
