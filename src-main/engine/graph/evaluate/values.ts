import type { Intervals } from '../intervals.ts';

/** Integers of one tensor, row-major: doubles where the static interval stays below 2^53, BigInt otherwise. */
export type IntegerValues = Float64Array | bigint[];

/** Computes a node's result from its inputs, in order. */
export type Step = (operands: readonly IntegerValues[]) => IntegerValues;

/** The largest absolute values that the static intervals allow. */
export interface Magnitudes {
  inputs: readonly number[];
  output: number;
}

/** Integers below it are exact in doubles. */
const LIMIT = 2 ** 53;

/**
 * The largest absolute value of a tensor as a double. Rounding never takes it below 2^53 if it is not, and neither
 * does it a sum or a product of such numbers: bounds may be computed in doubles.
 */
export function magnitudeOf({ low, high }: Intervals): number {
  let lowest = low[0]!;
  let highest = high[0]!;
  for (const value of low) if (value < lowest) lowest = value;
  for (const value of high) if (value > highest) highest = value;
  return Math.max(Math.abs(Number(lowest)), Math.abs(Number(highest)));
}

/** The largest magnitude of values; 0 where there are none. */
export function largestOf(values: Float64Array | readonly number[]): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

/** @param bounds of the inputs, the results and everything in between */
export function fitDoubles(...bounds: readonly number[]): boolean {
  return bounds.every((bound) => bound < LIMIT);
}

export function toBigInts(values: IntegerValues): bigint[] {
  return values instanceof Float64Array ? Array.from(values, BigInt) : values;
}

/** A step of which `fitDoubles` is true: all its inputs are doubles. */
export function doublesStep(compute: (...operands: Float64Array[]) => Float64Array): Step {
  return (operands) => compute(...(operands as readonly Float64Array[]));
}

/** A step in BigInt. */
export function exactStep(output: number, compute: (...operands: bigint[][]) => bigint[]): Step {
  return (operands) => {
    const result = compute(...operands.map(toBigInts));
    return fitDoubles(output) ? Float64Array.from(result, Number) : result;
  };
}

/** A copy in which -0 is 0: as an integer it is, but not to everyone who compares results. */
export function withoutMinusZero(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) result[index] = values[index]! + 0;
  return result;
}
