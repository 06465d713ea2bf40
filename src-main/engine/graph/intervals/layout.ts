/** Element i of a tensor lies in [low[c], high[c]] with c = floor(i / inner) % low.length. */
export interface Intervals {
  inner: number;
  low: bigint[];
  high: bigint[];
}

export interface Interval {
  low: bigint;
  high: bigint;
}

/** Element i has value floor(i / inner) % count of `count` values. */
export interface Layout {
  inner: number;
  count: number;
}

export function intervalAt(intervals: Intervals, element: number): Interval {
  const channel = Math.floor(element / intervals.inner) % intervals.low.length;
  return { low: intervals.low[channel]!, high: intervals.high[channel]! };
}

/** floor((value + 2^(shift-1)) / 2^shift): round to nearest, halves upwards. */
export function shiftRight(value: bigint, shift: number): bigint {
  return shift === 0 ? value : (value + (1n << BigInt(shift - 1))) >> BigInt(shift);
}

export function layoutOf({ inner, low }: Intervals): Layout {
  return { inner, count: low.length };
}

/** One interval for all elements. */
export function alike(low: bigint, high: bigint): Intervals {
  return { inner: 1, low: [low], high: [high] };
}

export function isAlike(intervals: Intervals): boolean {
  return intervals.low.length === 1;
}

/** The coarsest layout that tells apart whatever one of the layouts tells apart; each repeats within the tensor. */
export function commonLayout(layouts: readonly Layout[]): Layout {
  let inner = 0;
  let period = 1;
  for (const layout of layouts) {
    if (layout.count === 1) continue;
    inner = commonDivisor(inner, layout.inner);
    const own = layout.count * layout.inner;
    period = (period / commonDivisor(period, own)) * own;
  }
  return inner === 0 ? { inner: 1, count: 1 } : { inner, count: period / inner };
}

/** Intervals computed once for every value of a layout, from the first element that has it. */
export function intervalsBy({ inner, count }: Layout, compute: (element: number) => Interval): Intervals {
  const low = new Array<bigint>(count);
  const high = new Array<bigint>(count);
  for (let value = 0; value < count; value++) {
    const interval = compute(value * inner);
    low[value] = interval.low;
    high[value] = interval.high;
  }
  return { inner, low, high };
}

/** The same intervals in as few values as a layout can have: what follows is computed once a value. */
export function compress({ inner, low, high }: Intervals): Intervals {
  const run = runLength(low, high);
  const shortLow = everyNth(low, run);
  const shortHigh = everyNth(high, run);
  const count = shortestPeriod(shortLow, shortHigh);
  return { inner: inner * run, low: shortLow.slice(0, count), high: shortHigh.slice(0, count) };
}

/** The largest number of neighbours that are alike all through. */
function runLength(low: readonly bigint[], high: readonly bigint[]): number {
  let length = low.length;
  for (let index = 1; index < low.length && length > 1; index++) {
    if (low[index] !== low[index - 1] || high[index] !== high[index - 1]) {
      length = commonDivisor(length, index);
    }
  }
  return length;
}

function everyNth(values: bigint[], step: number): bigint[] {
  return step === 1 ? values : values.filter((_, index) => index % step === 0);
}

/** By the longest prefix that is also a suffix (Knuth, Morris and Pratt). */
function shortestPeriod(low: readonly bigint[], high: readonly bigint[]): number {
  const { length } = low;
  const border = new Int32Array(length);
  let matched = 0;
  for (let index = 1; index < length; index++) {
    while (matched > 0 && (low[index] !== low[matched] || high[index] !== high[matched])) {
      matched = border[matched - 1]!;
    }
    if (low[index] === low[matched] && high[index] === high[matched]) matched++;
    border[index] = matched;
  }
  const period = length - border[length - 1]!;
  return length % period === 0 ? period : length;
}

export function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The interval of a product of two independent factors. */
export function productInterval(a: Interval, b: Interval): Interval {
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return { low: smallest(corners), high: largest(corners) };
}

export function smallest(values: readonly bigint[]): bigint {
  return values.reduce((least, value) => (value < least ? value : least));
}

export function largest(values: readonly bigint[]): bigint {
  return values.reduce((most, value) => (value > most ? value : most));
}
