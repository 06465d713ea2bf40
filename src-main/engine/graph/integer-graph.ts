import type { LinearForm, WindowForm } from './linear-map.ts';
import type { Rational } from './rational.ts';

/**
 * The integer graph: the statement that is proven. Every value is an integer; nothing here is a float.
 * Both the evaluator and every proof system follow these definitions to the bit.
 */
export type IntegerNode = IntegerLinear | IntegerRescale | IntegerMax | IntegerView;

interface IntegerBase {
  /** The ONNX node it came from, for reports. */
  name: string;
  operator: string;
  input: string;
  output: string;
}

/** acc = W x + b. Weights and biases are integers below 2^53 in absolute value. */
export interface IntegerLinear extends IntegerBase {
  kind: 'linear';
  form: LinearForm;
  weights: Float64Array;
  /** One a channel. */
  bias: Float64Array;
}

/**
 * q = floor((acc + 2^(s-1)) / 2^s), or acc where s = 0; then `clamp` to [-2^(bits-1), 2^(bits-1) - 1] or `relu`, which
 * is the clamp to [0, 2^bits - 1].
 */
export interface IntegerRescale extends IntegerBase {
  kind: 'rescale';
  table: 'clamp' | 'relu';
  bits: number;
  /** One shift a channel; element i belongs to channel floor(i / inner) % shifts.length. */
  shifts: number[];
  inner: number;
}

/** The largest value in each window; padding never wins. */
export interface IntegerMax extends IntegerBase {
  kind: 'max';
  channels: number;
  window: WindowForm;
}

/** The same elements in the same order under another name. */
export interface IntegerView extends IntegerBase {
  kind: 'view';
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
