import { NODE_HEIGHT, NODE_WIDTH } from './layout.ts';
import type { NetworkMap } from './network-map.ts';

/** A part of the drawing, in its own pixels. */
export interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * What a window onto the drawing shows.
 * @param margin how much is added on each side, in parts of the window
 */
export function regionOf(
  { x, y, zoom }: { x: number; y: number; zoom: number },
  width: number,
  height: number,
  margin: number,
): Region {
  return {
    left: (-x - margin * width) / zoom,
    top: (-y - margin * height) / zoom,
    right: (-x + (1 + margin) * width) / zoom,
    bottom: (-y + (1 + margin) * height) / zoom,
  };
}

/** Whether one region lies in another that is not much larger. */
export function fitsWithin(inner: Region, outer: Region): boolean {
  const isInside =
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom;
  return isInside && outer.right - outer.left <= 4 * (inner.right - inner.left);
}

/**
 * The items and edges that touch a region, and the items at the ends of these edges: all that a canvas has to know, however
 * large the network is.
 */
export function itemsNear(
  { items, edges }: NetworkMap,
  places: Float64Array,
  { left, top, right, bottom }: Region,
): { items: number[]; edges: number[] } {
  const near = new Set<number>();
  for (let index = 0; index < items.length; index++) {
    const [x, y] = [places[2 * index]!, places[2 * index + 1]!];
    if (x <= right && x + NODE_WIDTH >= left && y <= bottom && y + NODE_HEIGHT >= top) near.add(index);
  }
  const crossing: number[] = [];
  edges.forEach(({ from, to }, edge) => {
    const [fromX, toX] = [places[2 * from]!, places[2 * to]!];
    const [fromY, toY] = [places[2 * from + 1]!, places[2 * to + 1]!];
    const touches =
      Math.min(fromX, toX) <= right &&
      Math.max(fromX, toX) + NODE_WIDTH >= left &&
      Math.min(fromY, toY) <= bottom &&
      Math.max(fromY, toY) + NODE_HEIGHT >= top;
    if (!touches) return;
    crossing.push(edge);
    near.add(from).add(to);
  });
  return { items: [...near].sort((a, b) => a - b), edges: crossing };
}
