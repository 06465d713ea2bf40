import { magnitudeBits } from './compare-exchange.ts';

export interface DifferenceRange {
  low: bigint;
  high: bigint;
}

/** Which candidate is the largest: one for certain, or the winner of a comparison of two brackets. */
export type Bracket = number | Comparison;

/** Takes Maximum(width), width + 2 rows. */
export interface Comparison {
  a: Bracket;
  b: Bracket;
  /** The least W with |a - b| < 2^W. */
  width: number;
}

/** A bracket with the candidates that can win it. */
interface Side {
  bracket: Bracket;
  members: readonly number[];
}

/** The range of a - b. */
export function subtractRanges(a: DifferenceRange, b: DifferenceRange): DifferenceRange {
  return { low: a.low - b.high, high: a.high - b.low };
}

/**
 * Pairs the candidates of a window up, round by round, until one is left. Where the ranges already say who is
 * greater there is no comparison.
 * @param difference the range of the difference of two candidates
 */
export function planTournament(
  candidates: readonly number[],
  difference: (a: number, b: number) => DifferenceRange,
): Bracket {
  let round = candidates.map((candidate): Side => ({ bracket: candidate, members: [candidate] }));
  while (round.length > 1) {
    const next: Side[] = [];
    for (let index = 0; index < round.length; index += 2) {
      const [a, b] = [round[index]!, round[index + 1]];
      next.push(b === undefined ? a : play(a, b, difference));
    }
    round = next;
  }
  return round[0]!.bracket;
}

function play(a: Side, b: Side, difference: (a: number, b: number) => DifferenceRange): Side {
  const { low, high } = rangeBetween(a.members, b.members, difference);
  if (low >= 0n) return a;
  if (high <= 0n) return b;
  const width = magnitudeBits(low, high);
  return { bracket: { a: a.bracket, b: b.bracket, width }, members: [...a.members, ...b.members] };
}

/**
 * The range of max(A) - max(B). The greatest of A is one x of it, and x - max(B) <= x - y for each y of B: so the
 * difference is at most the largest over x of the smallest over y of the upper end of x - y. The lower end likewise.
 */
function rangeBetween(
  membersA: readonly number[],
  membersB: readonly number[],
  difference: (a: number, b: number) => DifferenceRange,
): DifferenceRange {
  const table = membersA.map((a) => membersB.map((b) => difference(a, b)));
  const highs = table.map((row) => least(row.map(({ high }) => high)));
  const lows = membersB.map((_, index) => -least(table.map((row) => -row[index]!.low)));
  return { low: least(lows), high: -least(highs.map((high) => -high)) };
}

function least(values: readonly bigint[]): bigint {
  return values.reduce((smallest, value) => (value < smallest ? value : smallest));
}
