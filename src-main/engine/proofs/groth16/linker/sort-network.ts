/** Puts the greater of two values first. An output that nobody reads is not made. */
export interface Comparator {
  /** Positions, first < second. */
  first: number;
  second: number;
  needsGreater: boolean;
  needsLesser: boolean;
}

/**
 * Batcher's odd-even merge sort in descending order, without the comparators that the first `keep` outputs do not
 * depend on. For a count that is no power of two it is the network for the next one: what would stand behind the
 * values is smaller than all of them and never moves.
 */
export function sortNetwork(count: number, keep: number): Comparator[] {
  const pairs: [number, number][] = [];
  for (let length = 1; length < count; length *= 2) {
    for (let distance = length; distance >= 1; distance /= 2) {
      for (let start = distance % length; start + distance < count; start += 2 * distance) {
        for (let step = 0; step < distance; step++) {
          const first = start + step;
          const second = first + distance;
          const inOneBlock = Math.floor(first / (2 * length)) === Math.floor(second / (2 * length));
          if (inOneBlock && second < count) pairs.push([first, second]);
        }
      }
    }
  }
  return prune(pairs, keep);
}

function prune(pairs: readonly [number, number][], keep: number): Comparator[] {
  const needed = new Set(Array.from({ length: keep }, (_, position) => position));
  const kept: Comparator[] = [];
  for (const [first, second] of [...pairs].reverse()) {
    const [needsGreater, needsLesser] = [needed.has(first), needed.has(second)];
    if (!needsGreater && !needsLesser) continue;
    kept.push({ first, second, needsGreater, needsLesser });
    needed.add(first).add(second);
  }
  return kept.reverse();
}
