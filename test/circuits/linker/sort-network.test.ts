import { describe, expect, it } from 'vitest';
import { sortNetwork } from '../../../src-main/engine/proofs/groth16/linker/sort-network.ts';

/** The values behind the network; NaN where nobody should look. */
function run(values: readonly number[], keep: number): number[] {
  const items = [...values];
  for (const { first, second, needsGreater, needsLesser } of sortNetwork(values.length, keep)) {
    expect(first).toBeLessThan(second);
    const [a, b] = [items[first]!, items[second]!];
    items[first] = needsGreater ? Math.max(a, b) : NaN;
    items[second] = needsLesser ? Math.min(a, b) : NaN;
  }
  return items.slice(0, keep);
}

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
    for (const count of [2, 3, 5, 8, 13, 100]) expect(sortNetwork(count, 1)).toHaveLength(count - 1);
    expect(sortNetwork(1, 1)).toEqual([]);
    for (const [count, comparators] of [
      [4, 5],
      [8, 19],
      [16, 63],
      [64, 543],
    ] as const) {
      expect(sortNetwork(count, count)).toHaveLength(comparators);
    }
  });
});
