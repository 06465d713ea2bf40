import type { LinearForm, WindowForm } from './linear-map.ts';
import type { Rational } from './rational.ts';

/**
 * The integer graph: the statement that is proven. Every value is an integer; nothing here is a float.
 * Both the evaluator and every proof system follow these definitions to the bit. Tensors are row-major.
 */
export type IntegerNode =
  | IntegerLinear
  | IntegerSum
  | IntegerProduct
  | IntegerMatmul
  | IntegerRescale
  | IntegerMax
  | IntegerDivide
  | IntegerRoot
  | IntegerCompare
  | IntegerOneHot
  | IntegerSort
  | IntegerConstant
  | IntegerView;

interface IntegerBase {
  /** The ONNX node it came from, for reports. */
  name: string;
  operator: string;
  output: string;
}

interface IntegerUnary extends IntegerBase {
  input: string;
}

/** acc = W x + b. Weights and biases are integers below 2^53 in absolute value. */
export interface IntegerLinear extends IntegerUnary {
  kind: 'linear';
  form: LinearForm;
  weights: Float64Array;
  /** One a channel. */
  bias: Float64Array;
}

/** sum of coefficient_k * x_k, plus a constant; all inputs have the same number of elements. */
export interface IntegerSum extends IntegerBase {
  kind: 'sum';
  inputs: string[];
  /** One an input; integers below 2^53 in absolute value. */
  coefficients: number[];
  /** Element i gets bias[i % bias.length]; the length divides the number of elements. */
  bias: Float64Array;
}

/** Element by element, a * b. */
export interface IntegerProduct extends IntegerBase {
  kind: 'product';
  inputs: [string, string];
}

/** For each of `batch` pairs: [rows, inner] times [inner, columns]. */
export interface IntegerMatmul extends IntegerBase {
  kind: 'matmul';
  inputs: [string, string];
  batch: number;
  rows: number;
  inner: number;
  columns: number;
}

/**
 * q = floor((acc + 2^(s-1)) / 2^s), or acc where s = 0; then `clamp` to [-2^(bits-1), 2^(bits-1) - 1], or `relu`, which
 * is the clamp to [0, 2^bits - 1], or `lookup`.
 */
export interface IntegerRescale extends IntegerUnary {
  kind: 'rescale';
  table: 'clamp' | 'relu' | 'lookup';
  bits: number;
  /** One shift a channel; element i belongs to channel floor(i / inner) % shifts.length. */
  shifts: number[];
  inner: number;
  /** Only where the table is `lookup`. */
  lookup?: LookupTable;
}

/**
 * A function by its values. q is clamped to `integerRange(bits, signed)`; u = q - low is in [0, 2^bits),
 * i = floor(u / 2^f) and t = u mod 2^f. The result is T[i] where f = 0, else T[i] * 2^f + (T[i+1] - T[i]) * t: straight
 * lines between the entries.
 */
export interface LookupTable {
  signed: boolean;
  /** f, at most bits. */
  fractionBits: number;
  /** 2^(bits - f) integers below 2^40 in absolute value, and one more where f > 0. */
  entries: Float64Array;
}

/** The largest value in each window; padding never wins. */
export interface IntegerMax extends IntegerUnary {
  kind: 'max';
  channels: number;
  window: WindowForm;
}

/** Element by element, floor(a / b). The static interval of every b is at least 1. */
export interface IntegerDivide extends IntegerBase {
  kind: 'divide';
  inputs: [string, string];
}

/** floor(sqrt(x)). The static interval of every x is at least 0. */
export interface IntegerRoot extends IntegerUnary {
  kind: 'root';
}

/** 1 where x >= 0 (`nonNegative`) or x = 0 (`zero`), 0 elsewhere. */
export interface IntegerCompare extends IntegerUnary {
  kind: 'compare';
  relation: 'nonNegative' | 'zero';
}

/**
 * Result [elements, count]: row i has a 1 at x[i] - starts[i % starts.length] and 0 elsewhere. The static interval of
 * every x[i] lies inside [start, start + count - 1].
 */
export interface IntegerOneHot extends IntegerUnary {
  kind: 'oneHot';
  count: number;
  starts: Float64Array;
}

/** Of each of `rows` rows of `count` elements the `keep` largest, in descending order. */
export interface IntegerSort extends IntegerUnary {
  kind: 'sort';
  rows: number;
  count: number;
  keep: number;
}

/** The same values for every input. */
export interface IntegerConstant extends IntegerBase {
  kind: 'constant';
  /** Integers below 2^53 in absolute value. */
  values: Float64Array;
}

/** Static rewiring: element i is element map[i] of the inputs written one behind the other. */
export interface IntegerView extends IntegerBase {
  kind: 'view';
  inputs: string[];
  /** Absent: the one input, in the same order. */
  map?: Int32Array;
}

/** The tensors that a node reads, in order. */
export function inputsOf(
  node: { input: string } | { inputs: readonly string[] } | { kind: 'constant' },
): readonly string[] {
  if ('inputs' in node) return node.inputs;
  return 'input' in node ? [node.input] : [];
}

/** A tensor at the border of the graph: real value = integer * scale, the integer in `bits` bits. */
export interface IntegerPort {
  name: string;
  shape: number[];
  bits: number;
  signed: boolean;
  scale: Rational;
}

export interface IntegerGraph {
  inputs: IntegerPort[];
  outputs: IntegerPort[];
  nodes: IntegerNode[];
}

/** The range of integers that fit a port or a rescale result. */
export function integerRange(bits: number, signed: boolean): { low: bigint; high: bigint } {
  const span = 1n << BigInt(bits);
  return signed ? { low: -span / 2n, high: span / 2n - 1n } : { low: 0n, high: span - 1n };
}

/** The range that a rescale clamps to, before its table is read. */
export function rescaleRange({ table, bits, lookup }: Pick<IntegerRescale, 'table' | 'bits' | 'lookup'>) {
  return integerRange(bits, table === 'clamp' || (table === 'lookup' && lookup!.signed));
}
