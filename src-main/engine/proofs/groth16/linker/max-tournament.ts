import { magnitudeBits } from './bit-length.ts';

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
  const sides = candidates.map((candidate): Side => ({ bracket: candidate, members: [candidate] }));
  return playRounds(sides, (a, b) =>
    play(a, b, rangeBetween(a.members, b.members, difference), (bracket) => ({
      bracket,
      members: [...a.members, ...b.members],
    })),
  ).bracket;
}

/** The same where nothing is known of the differences but the ranges of the candidates themselves. */
export function planTournamentOfRanges(
  candidates: readonly number[],
  rangeOf: (candidate: number) => DifferenceRange,
): Bracket {
  const sides = candidates.map((candidate) => ({ bracket: candidate as Bracket, ...rangeOf(candidate) }));
  return playRounds(sides, (a, b) =>
    play(a, b, subtractRanges(a, b), (bracket) => ({
      bracket,
      low: a.low > b.low ? a.low : b.low,
      high: a.high > b.high ? a.high : b.high,
    })),
  ).bracket;
}

function playRounds<S>(sides: S[], game: (a: S, b: S) => S): S {
  let round = sides;
  while (round.length > 1) {
    const next: S[] = [];
    for (let index = 0; index < round.length; index += 2) {
      const [a, b] = [round[index]!, round[index + 1]];
      next.push(b === undefined ? a : game(a, b));
    }
    round = next;
  }
  return round[0]!;
}

function play<S extends { bracket: Bracket }>(
  a: S,
  b: S,
  { low, high }: DifferenceRange,
  winnerOf: (bracket: Bracket) => S,
): S {
  if (low >= 0n) return a;
  if (high <= 0n) return b;
  return winnerOf({ a: a.bracket, b: b.bracket, width: magnitudeBits(low, high) });
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
