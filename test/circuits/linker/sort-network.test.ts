import { describe, expect, it } from 'vitest';
import { sortNetwork } from '../../../src-main/engine/proofs/groth16/linker/sort-network.ts';

/** The values behind the network; NaN where nobody should look. */
function run(values: readonly number[], keep: number): number[] {
  const items = [...values];
  const { comparators, results } = sortNetwork(values.length, keep);
  for (const { first, second, needsGreater, needsLesser } of comparators) {
    expect(first).not.toBe(second);
    const [a, b] = [items[first]!, items[second]!];
    items[first] = needsGreater ? Math.max(a, b) : NaN;
    items[second] = needsLesser ? Math.min(a, b) : NaN;
  }
  return results.map((place) => items[place]!);
}

const comparatorsOf = (count: number, keep: number) => sortNetwork(count, keep).comparators.length;

describe('the sorting network', () => {
  it('sorts, whatever the count and however many results are kept', () => {
    // A network of compare-exchanges that sorts all rows of zeros and ones sorts everything (Knuth, 5.3.4).
    for (let count = 1; count <= 11; count++) {
      for (let pattern = 0; pattern < 2 ** count; pattern++) {
        const values = Array.from({ length: count }, (_, position) => (pattern >> position) & 1);
        const sorted = [...values].sort((a, b) => b - a);
        for (const keep of new Set([1, 2, Math.ceil(count / 2), count])) {
          if (keep <= count) expect(run(values, keep)).toEqual(sorted.slice(0, keep));
        }
      }
    }
  });

  it('takes a tournament for the first alone, and as many comparators as Batcher for all', () => {
    for (const count of [2, 3, 5, 8, 13, 100]) expect(comparatorsOf(count, 1)).toBe(count - 1);
    expect(sortNetwork(1, 1)).toEqual({ comparators: [], results: [0] });
    for (const [count, comparators] of [
      [4, 5],
      [8, 19],
      [16, 63],
      [64, 543],
    ] as const) {
      expect(comparatorsOf(count, count)).toBe(comparators);
    }
    // Five of many cost little more than four comparisons a value.
    expect(comparatorsOf(128, 5)).toBeLessThan(5 * 128);
    expect(comparatorsOf(1000, 5)).toBeLessThan(5 * 1000);
  });
});
