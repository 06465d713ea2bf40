/** Pixels of a node at full size. */
export const NODE_WIDTH = 208;
export const NODE_HEIGHT = 56;

export interface LayoutRequest {
  count: number;
  /** Pairs of places: from, to. */
  edges: Int32Array;
  width: number;
  height: number;
}

export interface Layout {
  width: number;
  height: number;
  /** x and y of the upper left corner of each item. */
  places: Float64Array;
  /** An SVG path for each edge. */
  paths: readonly string[];
}

export type LayoutReply = Layout | { problem: string };
