import { describe, expect, it } from 'vitest';
import {
  type Bracket,
  type DifferenceRange,
  planTournament,
  planTournamentOfRanges,
  subtractRanges,
} from '../../../src-main/engine/proofs/groth16/linker/max-tournament.ts';
import { Random } from '../support/random.ts';

const ranges = [-5, -4, -1, 0, 1, 3, 4].flatMap((low) =>
  [-5, -4, -1, 0, 1, 3, 4, 7, 8]
    .filter((high) => high >= low)
    .map((high) => ({ low: BigInt(low), high: BigInt(high) })),
);

function* values({ low, high }: DifferenceRange): Generator<bigint> {
  for (let value = low; value <= high; value++) yield value;
}

const magnitude = (value: bigint) => (value < 0n ? -value : value);

/** The greatest candidate as the bracket says; every comparison must fit its width. */
function winner(bracket: Bracket, at: (candidate: number) => bigint): bigint {
  if (typeof bracket === 'number') return at(bracket);
  const [a, b] = [winner(bracket.a, at), winner(bracket.b, at)];
  expect(magnitude(a - b) < 1n << BigInt(bracket.width)).toBe(true);
  return a > b ? a : b;
}

function countOf(bracket: Bracket): { games: number; leaves: number } {
  if (typeof bracket === 'number') return { games: 0, leaves: 1 };
  const [a, b] = [countOf(bracket.a), countOf(bracket.b)];
  return { games: a.games + b.games + 1, leaves: a.leaves + b.leaves };
}

describe('planTournament', () => {
  it('compares two values in exactly the bits that their difference can have, or not at all', () => {
    for (const a of ranges) {
      for (const b of ranges) {
        const pairs = [...values(a)].flatMap((x) => [...values(b)].map((y) => [x, y] as const));
        const bracket = planTournament([0, 1], (first, second) =>
          subtractRanges([a, b][first]!, [a, b][second]!),
        );
        for (const pair of pairs) {
          expect(winner(bracket, (index) => pair[index]!)).toBe(pair[0] > pair[1] ? pair[0] : pair[1]);
        }
        if (bracket === 0) expect(pairs.every(([x, y]) => x >= y)).toBe(true);
        else if (bracket === 1) expect(pairs.every(([x, y]) => y >= x)).toBe(true);
        else if (typeof bracket === 'object') {
          const least = 1n << BigInt(bracket.width - 1);
          expect(pairs.some(([x, y]) => magnitude(x - y) >= least)).toBe(true);
          expect(pairs.some(([x, y]) => x > y) && pairs.some(([x, y]) => x < y)).toBe(true);
        }
      }
    }
  });

  it('of ranges is that of the differences of the ranges', () => {
    const random = new Random(5);
    for (let round = 0; round < 300; round++) {
      const candidates = Array.from({ length: random.integer(1, 9) }, (_, index) => index);
      const own = candidates.map(() => random.pick(ranges));
      expect(planTournamentOfRanges(candidates, (index) => own[index]!)).toEqual(
        planTournament(candidates, (a, b) => subtractRanges(own[a]!, own[b]!)),
      );
    }
  });

  it('plays one game less than there are candidates, and every candidate once', () => {
    for (let count = 1; count <= 9; count++) {
      const candidates = Array.from({ length: count }, (_, index) => 10 + index);
      const bracket = planTournament(candidates, () => ({ low: -7n, high: 8n }));
      expect(countOf(bracket)).toEqual({ games: count - 1, leaves: count });
    }
  });

  it('holds every difference of winners, from the differences of candidates', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const count = random.integer(2, 7);
      // Candidates that share most of what they are made of, as neighbours in a convolution do.
      const rows = Array.from({ length: count }, () =>
        Array.from({ length: 3 }, () => random.integer(-3, 3)),
      );
      const biases = rows.map(() => random.integer(-2, 2));
      const differences = rows.map((a, i) =>
        rows.map((b, j): DifferenceRange => {
          const weights = a.map((weight, index) => weight - b[index]!);
          const bias = biases[i]! - biases[j]!;
          const end = (sign: 1 | -1) =>
            weights.reduce((sum, weight) => sum + 3 * sign * Math.max(0, sign * weight), bias);
          return { low: BigInt(end(-1)), high: BigInt(end(1)) };
        }),
      );
      const candidates = rows.map((_, index) => index);
      const bracket = planTournament(candidates, (a, b) => differences[a]![b]!);
      for (let x = 0; x < 64; x++) {
        const inputs = [x & 3, (x >> 2) & 3, x >> 4];
        const at = (candidate: number) =>
          BigInt(
            rows[candidate]!.reduce(
              (sum, weight, index) => sum + weight * inputs[index]!,
              biases[candidate]!,
            ),
          );
        const largest = candidates.map(at).reduce((best, value) => (value > best ? value : best));
        expect(winner(bracket, at), `seed ${seed}`).toBe(largest);
      }
    }
  });
});
