/**
 * What is proven, as data: docs/protocol/universal.md, "The model descriptor". Everything is said about one polynomial
 * F over {0,1}^L, whose cells are divided into slots.
 */
export interface Descriptor {
  /** log2 of the number of cells of F. */
  variables: number;
  /** log2 of the cells of a row, which is committed to by itself. */
  rowVariables: number;
  /** The rows that belong to the key; the witness' follow. */
  keyRows: number;
  /** All rows that are committed to; the cells after them are zero. */
  rows: number;
  slots: Slot[];
  inputs: PublicVector[];
  outputs: PublicVector[];
  relations: Relation[];
  lookups: LookupBlock[];
  /** log2 of the number of leaves of the fraction tree. */
  leafVariables: number;
}

/** An aligned range of cells. */
export interface Slot {
  name: string;
  owner: 'key' | 'witness';
  variables: number;
  /** First cell, a multiple of 2^variables. */
  offset: number;
}

/** A tensor that everybody knows, at the border of the graph. */
export interface PublicVector {
  name: string;
  bits: number;
  signed: boolean;
  /** Sizes of the axes, the first one slowest; each axis has its own bits of the index. */
  axes: number[];
}

/** Where a factor is read in one coordinate: at a variable that is summed over, at the relation's point, at a constant. */
export type Coordinate = { sum: number } | { point: number } | { bit: 0 | 1 };

/** A multilinear polynomial in the coordinates at which it is read. */
export type Factor =
  | { kind: 'slot'; slot: number; at: Coordinate[] }
  /** sum over i < count of eq(a, i) eq(b, i) */
  | { kind: 'equalBelow'; a: Coordinate[]; b: Coordinate[]; count: number }
  /** 1 on the indices below count */
  | { kind: 'below'; at: Coordinate[]; count: number }
  /** the index itself */
  | { kind: 'index'; at: Coordinate[] }
  /** sum over all o, i, u with u = stride o + dilation i - pad, each inside its count, of eq(out, o) eq(tap, i) eq(in, u) */
  | { kind: 'window'; out: Coordinate[]; tap: Coordinate[]; in: Coordinate[]; axis: WindowAxis }
  | { kind: 'public'; side: 'input' | 'output'; vector: number; at: Coordinate[] };

export interface WindowAxis {
  outCount: number;
  tapCount: number;
  inCount: number;
  stride: number;
  dilation: number;
  pad: number;
}

/** coefficient times the sum over {0,1}^variables of a product of factors. */
export interface Term {
  /** An integer; the field's element for it. */
  coefficient: bigint;
  variables: number;
  factors: Factor[];
}

/** The terms add up to zero, for the point that the verifier draws. */
export interface Relation {
  name: string;
  /** Coordinates of the point that it uses. */
  pointVariables: number;
  terms: Term[];
}

/** constant + sum of coefficient times factor. */
export interface Affine {
  constant: bigint;
  parts: { coefficient: bigint; factor: Factor }[];
}

/**
 * 2^variables leaves of the fraction tree, with denominators alpha - (c_0 + beta c_1 + beta^2 c_2 + ...). Factors are read
 * at `sum` coordinates (the leaf's index) and constants only.
 */
export interface LookupBlock {
  name: string;
  variables: number;
  sign: 1 | -1;
  /** The numerator is sign times their product; they share no variable. */
  numerator: Factor[];
  tuple: Affine[];
}
