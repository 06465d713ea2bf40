import { lookUpExactly } from '../evaluate/lookup.ts';
import { type IntegerRescale, type LookupTable, rescaleRange } from '../integer-graph.ts';
import {
  commonLayout,
  type Interval,
  intervalAt,
  type Intervals,
  intervalsBy,
  largest,
  layoutOf,
  shiftRight,
  smallest,
} from './layout.ts';

export function rescaleIntervals(node: IntegerRescale, input: Intervals): Intervals {
  const { shifts, inner, lookup } = node;
  const range = rescaleRange(node);
  const ofTable = lookup && lookupIntervals(lookup, range.low);
  const clamp = (value: bigint) => (value < range.low ? range.low : value > range.high ? range.high : value);
  const layout = commonLayout([{ inner, count: shifts.length }, layoutOf(input)]);
  return intervalsBy(layout, (element) => {
    const shift = shifts[Math.floor(element / inner) % shifts.length]!;
    const at = intervalAt(input, element);
    const low = clamp(shiftRight(at.low, shift));
    const high = clamp(shiftRight(at.high, shift));
    return ofTable ? ofTable(low, high) : { low, high };
  });
}

/** The values of straight lines between `low` and `high` are largest and smallest at these two or at an entry. */
function lookupIntervals(table: LookupTable, lowest: bigint): (low: bigint, high: bigint) => Interval {
  const { fractionBits, entries } = table;
  const f = BigInt(fractionBits);
  const known = new Map<string, Interval>();
  return (low, high) => {
    const key = `${low} ${high}`;
    const found = known.get(key);
    if (found) return found;
    const ends = [lookUpExactly(table, low - lowest), lookUpExactly(table, high - lowest)];
    const first = Number((low - lowest) >> f) + 1;
    const last = Number((high - lowest) >> f);
    let least = Infinity;
    let most = -Infinity;
    for (let index = first; index <= last; index++) {
      least = Math.min(least, entries[index]!);
      most = Math.max(most, entries[index]!);
    }
    if (first <= last) ends.push(BigInt(least) << f, BigInt(most) << f);
    const interval = { low: smallest(ends), high: largest(ends) };
    known.set(key, interval);
    return interval;
  };
}
