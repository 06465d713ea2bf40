import { describe, expect, it } from 'vitest';
import {
  largerRange,
  planComparison,
  playTournament,
} from '../../../src-main/engine/proofs/groth16/linker/max-tournament.ts';

const ranges = [-5, -4, -1, 0, 1, 3, 4].flatMap((low) =>
  [-5, -4, -1, 0, 1, 3, 4, 7, 8]
    .filter((high) => high >= low)
    .map((high) => ({ low: BigInt(low), high: BigInt(high) })),
);

function* values({ low, high }: { low: bigint; high: bigint }): Generator<bigint> {
  for (let value = low; value <= high; value++) yield value;
}

describe('planComparison and largerRange', () => {
  it('are exact for all pairs of small intervals: no value outside, none too many', () => {
    for (const a of ranges) {
      for (const b of ranges) {
        const pairs = [...values(a)].flatMap((x) => [...values(b)].map((y) => [x, y] as const));
        const larger = pairs.map(([x, y]) => (x > y ? x : y)).sort((x, y) => Number(x - y));
        expect(largerRange(a, b)).toEqual({ low: larger[0], high: larger.at(-1) });
        const plan = planComparison(a, b);
        if (plan === 'a') expect(pairs.every(([x, y]) => x >= y)).toBe(true);
        else if (plan === 'b') expect(pairs.every(([x, y]) => y >= x)).toBe(true);
        else {
          const fits = (width: number) =>
            pairs.every(([x, y]) => x - y >= -(1n << BigInt(width)) && x - y < 1n << BigInt(width));
          expect([fits(plan), plan > 1 && fits(plan - 1)]).toEqual([true, false]);
        }
      }
    }
  });
});

describe('playTournament', () => {
  it('plays one game less than there are candidates, and every candidate once at least', () => {
    for (let count = 1; count <= 9; count++) {
      const seen = new Set<number>();
      let games = 0;
      const candidates = Array.from({ length: count }, (_, index) => (index * 7) % count);
      const winner = playTournament(candidates, (a, b) => {
        games += 1;
        seen.add(a).add(b);
        return Math.max(a, b);
      });
      expect(winner).toBe(Math.max(...candidates));
      expect(games).toBe(count - 1);
      if (count > 1) expect(seen).toEqual(new Set(candidates));
    }
  });
});
