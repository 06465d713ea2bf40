interface Range {
  low: bigint;
  high: bigint;
}

/** Pairs candidates up, round by round, until one is left; `larger` plays one pair. */
export function playTournament<T>(candidates: readonly T[], larger: (a: T, b: T) => T): T {
  let round = candidates;
  while (round.length > 1) {
    const next: T[] = [];
    for (let index = 0; index < round.length; index += 2) {
      const [a, b] = [round[index]!, round[index + 1]];
      next.push(b === undefined ? a : larger(a, b));
    }
    round = next;
  }
  return round[0]!;
}

/**
 * What it takes to know the larger of two values: nothing where their intervals decide, else the width W with
 * a - b in [-2^W, 2^W): Bits(W + 1) and Maximum, W + 3 rows.
 */
export function planComparison(a: Range, b: Range): 'a' | 'b' | number {
  if (a.low >= b.high) return 'a';
  if (b.low >= a.high) return 'b';
  const least = a.low - b.high;
  const most = a.high - b.low;
  // Here most >= 1, so the single digit of a zero on the other side does not matter.
  return Math.max(most.toString(2).length, (-least - 1n).toString(2).length);
}

/** The interval of the larger of two values. */
export function largerRange(a: Range, b: Range): Range {
  return { low: a.low > b.low ? a.low : b.low, high: a.high > b.high ? a.high : b.high };
}
