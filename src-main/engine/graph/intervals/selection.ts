import type {
  IntegerCompare,
  IntegerConstant,
  IntegerMax,
  IntegerOneHot,
  IntegerSort,
  IntegerView,
} from '../integer-graph.ts';
import { product, windowTaps } from '../linear-map.ts';
import {
  alike,
  commonLayout,
  type Interval,
  intervalAt,
  type Intervals,
  intervalsBy,
  isAlike,
  largest,
  layoutOf,
} from './layout.ts';
import { refuse } from './refuse.ts';

/** A maximum is at least the largest low end, and at most the largest high end. */
export function maxIntervals({ channels, window }: IntegerMax, input: Intervals): Intervals {
  if (isAlike(input)) return input;
  const area = product(window.inputSpatial);
  if (input.inner % area === 0) {
    const inner = product(window.outputSpatial);
    return intervalsBy({ inner, count: channels }, (output) => intervalAt(input, (output / inner) * area));
  }
  const windows = windowTaps(window);
  return intervalsBy({ inner: 1, count: channels * windows.length }, (output) => {
    const base = Math.floor(output / windows.length) * area;
    const { offsets } = windows[output % windows.length]!;
    const candidates = Array.from(offsets, (offset) => intervalAt(input, base + offset));
    return {
      low: largest(candidates.map(({ low }) => low)),
      high: largest(candidates.map(({ high }) => high)),
    };
  });
}

export function compareIntervals({ relation }: IntegerCompare, input: Intervals): Intervals {
  const decide = relation === 'zero' ? isZero : isNonNegative;
  return intervalsBy(layoutOf(input), (element) => decide(intervalAt(input, element)));
}

function isZero({ low, high }: Interval): Interval {
  return flags(low === 0n && high === 0n, low <= 0n && high >= 0n);
}

function isNonNegative({ low, high }: Interval): Interval {
  return flags(low >= 0n, high >= 0n);
}

function flags(isCertain: boolean, isPossible: boolean): Interval {
  return { low: isCertain ? 1n : 0n, high: isPossible ? 1n : 0n };
}

/** @throws AppError `circuit-invalid` where a value can lie outside the positions */
export function oneHotIntervals(node: IntegerOneHot, input: Intervals): Intervals {
  const { count, starts } = node;
  const layout = commonLayout([layoutOf(input), { inner: 1, count: starts.length }]);
  const elements = layout.inner * layout.count;
  return intervalsBy({ inner: 1, count: elements * count }, (index) => {
    const element = Math.floor(index / count);
    const { low, high } = intervalAt(input, element);
    const start = BigInt(starts[element % starts.length]!);
    const end = start + BigInt(count) - 1n;
    if (low < start || high > end) {
      throw refuse(node, `reads values of [${low}, ${high}] as positions of [${start}, ${end}]`);
    }
    const position = start + BigInt(index % count);
    return flags(low === position && high === position, low <= position && high >= position);
  });
}

/** The j-th largest value lies between the j-th largest low end and the j-th largest high end. */
export function sortIntervals({ rows, count, keep }: IntegerSort, input: Intervals): Intervals {
  if (isAlike(input)) return input;
  const period = input.inner * input.low.length;
  const rowsAreAlike = count % period === 0;
  const result: Intervals = { inner: 1, low: [], high: [] };
  for (let row = 0; row < (rowsAreAlike ? 1 : rows); row++) {
    const ends = Array.from({ length: count }, (_, index) => intervalAt(input, row * count + index));
    const low = descending(ends.map((end) => end.low));
    const high = descending(ends.map((end) => end.high));
    for (let index = 0; index < keep; index++) {
      result.low.push(low[index]!);
      result.high.push(high[index]!);
    }
  }
  return result;
}

function descending(values: bigint[]): bigint[] {
  return values.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
}

export function constantIntervals({ values }: IntegerConstant): Intervals {
  const integers = Array.from(values, BigInt);
  return { inner: 1, low: integers, high: integers };
}

/** @param sizes elements of each input */
export function viewIntervals(
  { map }: IntegerView,
  inputs: readonly Intervals[],
  sizes: readonly number[],
): Intervals {
  const [first] = inputs as [Intervals];
  const { low, high } = intervalAt(first, 0);
  const allAlike = inputs.every((input) => isAlike(input) && input.low[0] === low && input.high[0] === high);
  if (allAlike) return alike(low, high);
  if (!map) return first;
  const joined = joinIntervals(inputs, sizes);
  return {
    inner: 1,
    low: Array.from(map, (source) => joined.low[source]!),
    high: Array.from(map, (source) => joined.high[source]!),
  };
}

/** The ends of every element of the inputs written one behind the other. */
function joinIntervals(inputs: readonly Intervals[], sizes: readonly number[]) {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const low = new Array<bigint>(total);
  const high = new Array<bigint>(total);
  let at = 0;
  inputs.forEach((input, position) => {
    for (let element = 0; element < sizes[position]!; element++) {
      const channel = Math.floor(element / input.inner) % input.low.length;
      low[at] = input.low[channel]!;
      high[at] = input.high[channel]!;
      at++;
    }
  });
  return { low, high };
}
