import type { GraphValue } from './float-graph.ts';
import type { LinearForm, WindowForm } from './linear-map.ts';

/**
 * The network in the primitives of the integer graph, still over the reals. Tensors keep their ONNX names, so that
 * ranges measured by onnxruntime apply; what lowering made up has a name with '#'. Tensors are row-major.
 */
export type LoweredNode =
  | LoweredLinear
  | LoweredSum
  | LoweredProduct
  | LoweredMatmul
  | LoweredRescale
  | LoweredFunction
  | LoweredMax
  | LoweredDivide
  | LoweredRoot
  | LoweredCompare
  | LoweredFloor
  | LoweredOneHot
  | LoweredSort
  | LoweredConstant
  | LoweredView;

interface LoweredBase {
  /** The ONNX node it came from. */
  name: string;
  operator: string;
  output: string;
}

interface LoweredUnary extends LoweredBase {
  input: string;
}

export interface LoweredLinear extends LoweredUnary {
  kind: 'linear';
  form: LinearForm;
  weights: Float64Array;
  /** One a channel. */
  bias: Float64Array;
}

/** sum of coefficient_k * x_k + bias; all inputs have as many elements as the result. */
export interface LoweredSum extends LoweredBase {
  kind: 'sum';
  inputs: string[];
  coefficients: number[];
  /** Element i gets bias[i % bias.length]. */
  bias: Float64Array;
}

/** a * b, element by element. */
export interface LoweredProduct extends LoweredBase {
  kind: 'product';
  inputs: [string, string];
}

/** For each of `batch` pairs: [rows, inner] times [inner, columns]. */
export interface LoweredMatmul extends LoweredBase {
  kind: 'matmul';
  inputs: [string, string];
  batch: number;
  rows: number;
  inner: number;
  columns: number;
}

/** Where accumulators become activations again; in the reals just the function. */
export interface LoweredRescale extends LoweredUnary {
  kind: 'rescale';
  activation: 'identity' | 'relu';
  /** True where the result is (a view of) a graph output, which carries more bits. */
  isOutput: boolean;
}

/** A function of one variable that becomes a table of straight lines. */
export interface LoweredFunction extends LoweredUnary {
  kind: 'function';
  /** Asked only inside the range that the samples show, and at 0 where the range includes it. */
  evaluate(x: number): number;
}

export interface LoweredMax extends LoweredUnary {
  kind: 'max';
  channels: number;
  window: WindowForm;
}

/** a / b, element by element, where b is positive on every input that makes sense. */
export interface LoweredDivide extends LoweredBase {
  kind: 'divide';
  inputs: [string, string];
}

/** sqrt(max(x, 0)). */
export interface LoweredRoot extends LoweredUnary {
  kind: 'root';
}

/** 1 where x >= 0 (`nonNegative`) or x = 0 (`zero`), else 0. */
export interface LoweredCompare extends LoweredUnary {
  kind: 'compare';
  relation: 'nonNegative' | 'zero';
}

/** The largest integer that is not greater than x. */
export interface LoweredFloor extends LoweredUnary {
  kind: 'floor';
}

/** Result [elements, count]: a 1 where x[i] = j. x holds integers; those outside [0, count) count as the nearest end. */
export interface LoweredOneHot extends LoweredUnary {
  kind: 'oneHot';
  elements: number;
  count: number;
}

/**
 * Of each of `rows` rows of `count` elements the `keep` largest (or smallest) in order: the values themselves or their
 * positions in the row. Of equal values the one with the smaller position comes first (`lastFirst`: the larger).
 */
export interface LoweredSort extends LoweredUnary {
  kind: 'sort';
  rows: number;
  count: number;
  keep: number;
  largest: boolean;
  lastFirst: boolean;
  result: 'values' | 'positions';
}

export interface LoweredConstant extends LoweredBase {
  kind: 'constant';
  values: Float64Array;
}

/** Static rewiring: element i is element map[i] of the inputs written one behind the other. */
export interface LoweredView extends LoweredBase {
  kind: 'view';
  inputs: string[];
  /** Absent: the one input, in the same order. */
  map?: Int32Array;
}

export interface LoweredGraph {
  inputs: GraphValue[];
  outputs: GraphValue[];
  shapes: ReadonlyMap<string, number[]>;
  nodes: LoweredNode[];
}
