import type { NetworkMap } from './network-map.ts';

export type Direction = 'before' | 'after' | 'left' | 'right' | 'first' | 'last';

/**
 * Where an arrow key leads: along an edge, or to the next item beside.
 * @param places x and y of each item
 * @returns the same place where nothing lies there
 */
export function neighbour(
  { items, before, after }: NetworkMap,
  places: Float64Array,
  index: number | undefined,
  direction: Direction,
): number | undefined {
  if (items.length === 0) return undefined;
  if (index === undefined || direction === 'first') return 0;
  if (direction === 'last') return items.length - 1;
  if (direction === 'before') return closest(before[index]!, places, index) ?? index;
  if (direction === 'after') return closest(after[index]!, places, index) ?? index;
  const [x, y] = [places[2 * index]!, places[2 * index + 1]!];
  const beside = items.flatMap((_, other) => {
    const isBeside = Math.abs(places[2 * other + 1]! - y) < 1;
    const isThere = direction === 'left' ? places[2 * other]! < x : places[2 * other]! > x;
    return isBeside && isThere ? [other] : [];
  });
  return closest(beside, places, index) ?? index;
}

function closest(among: readonly number[], places: Float64Array, index: number): number | undefined {
  const distance = (other: number) => Math.abs(places[2 * other]! - places[2 * index]!);
  return [...among].sort((a, b) => distance(a) - distance(b))[0];
}
