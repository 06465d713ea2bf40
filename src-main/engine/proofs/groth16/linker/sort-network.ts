import { bitLength } from './bit-length.ts';

/** Puts the greater of the values in two places into `first`. An output that nobody reads is not made. */
export interface Comparator {
  first: number;
  second: number;
  needsGreater: boolean;
  needsLesser: boolean;
}

export interface SortNetwork {
  comparators: Comparator[];
  /** The places where the results stand in the end, the greatest first. */
  results: number[];
}

/** Stands for a value smaller than all others. */
const NOTHING = -1;

/**
 * Batcher's odd-even merge sort in descending order, of which the `keep` greatest are wanted. For a count that is no
 * power of two it is the network for the next one: nothing stands behind the values. Nor does anything stand behind the
 * `keep` first of a block that has been sorted, as the others are not wanted. To compare a value with nothing is to move
 * it.
 */
export function sortNetwork(count: number, keep: number): SortNetwork {
  const width = 2 ** bitLength(BigInt(count - 1));
  const places = Array.from({ length: width }, (_, position) => (position < count ? position : NOTHING));
  const pairs: [first: number, second: number][] = [];
  for (let length = 1; length < width; length *= 2) {
    for (const [first, second] of mergeSteps(width, length)) {
      const [a, b] = [places[first]!, places[second]!];
      if (a === NOTHING) [places[first], places[second]] = [b, NOTHING];
      else if (b !== NOTHING) pairs.push([a, b]);
    }
    for (let position = 0; position < width; position++) {
      if (position % (2 * length) >= keep) places[position] = NOTHING;
    }
  }
  const results = places.slice(0, keep);
  return { comparators: prune(pairs, results), results };
}

/** The comparisons that merge sorted blocks of `length` into blocks of twice the length. */
function* mergeSteps(width: number, length: number): Generator<[number, number]> {
  for (let distance = length; distance >= 1; distance /= 2) {
    for (let start = distance % length; start + distance < width; start += 2 * distance) {
      for (let first = start; first < start + distance; first++) {
        const second = first + distance;
        if (Math.floor(first / (2 * length)) === Math.floor(second / (2 * length))) yield [first, second];
      }
    }
  }
}

/** Without the comparisons on which no result depends. */
function prune(pairs: readonly [number, number][], results: readonly number[]): Comparator[] {
  const needed = new Set(results);
  const kept: Comparator[] = [];
  for (let index = pairs.length - 1; index >= 0; index--) {
    const [first, second] = pairs[index]!;
    const [needsGreater, needsLesser] = [needed.has(first), needed.has(second)];
    if (!needsGreater && !needsLesser) continue;
    kept.push({ first, second, needsGreater, needsLesser });
    needed.add(first).add(second);
  }
  return kept.reverse();
}
