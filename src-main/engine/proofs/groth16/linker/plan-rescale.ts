import type { IntegerRescale } from '../../../graph/integer-graph.ts';
import { integerRange } from '../../../graph/integer-graph.ts';
import { shiftRight } from '../../../graph/intervals.ts';
import { bitLength, signedWidth } from './bit-length.ts';
import { type LookupPlan, planLookup } from './plan-lookup.ts';

/** How one rescale becomes gadgets, from the static interval of its accumulator. */
export type RescalePlan =
  { kind: 'constant'; value: bigint } | { kind: 'unchanged' } | LinearPlan | SaturatingPlan | LookupPlan;

/**
 * Nothing saturates. v = acc + half - 2^shift * base is never negative, so the result is base + (v >> shift), a
 * combination of the bits of v.
 */
export interface LinearPlan {
  kind: 'linear';
  width: number;
  base: bigint;
}

/**
 * The gadget of that name reads the result off the bits. v = acc + half + offset is cut into `width` bits; with
 * `signed`, offset = 2^(width-1) and the top bit says that acc + half is not negative.
 */
export interface SaturatingPlan {
  kind: 'relu' | 'reluExact' | 'clamp';
  width: number;
  signed: boolean;
  /** Number of high bits that must vanish (relu) or equal the sign (clamp). */
  highBits: number;
}

/**
 * @param low, high the interval that the constraints enforce on the accumulator
 * @returns the plan; `unchanged` takes a row only where the accumulator has no wire yet
 */
export function planRescale(
  low: bigint,
  high: bigint,
  shift: number,
  { table, bits, lookup }: Pick<IntegerRescale, 'table' | 'bits' | 'lookup'>,
): RescalePlan {
  if (table === 'lookup') return planLookup(low, high, shift, { table, bits, lookup: lookup! });
  const range = integerRange(bits, table === 'clamp');
  const clamp = (value: bigint) => (value < range.low ? range.low : value > range.high ? range.high : value);
  const scaledLow = shiftRight(low, shift);
  const scaledHigh = shiftRight(high, shift);
  if (clamp(scaledLow) === clamp(scaledHigh)) return { kind: 'constant', value: clamp(scaledLow) };
  const saturates = scaledLow < range.low || scaledHigh > range.high;
  if (shift === 0 && !saturates) return { kind: 'unchanged' };

  const half = shift === 0 ? 0n : 1n << BigInt(shift - 1);
  if (!saturates) {
    // scaledHigh > scaledLow, so the width is greater than the shift.
    const width = bitLength(high + half - (scaledLow << BigInt(shift)));
    return { kind: 'linear', width, base: scaledLow };
  }
  const signed = low + half < 0n;
  const width = signed ? signedWidth(low + half, high + half) : bitLength(high + half);
  const magnitudeBits = width - shift - (signed ? 1 : 0);
  if (table === 'clamp') {
    return { kind: 'clamp', width, signed, highBits: magnitudeBits - (bits - 1) };
  }
  return magnitudeBits > bits
    ? { kind: 'relu', width, signed, highBits: magnitudeBits - bits }
    : { kind: 'reluExact', width, signed, highBits: 0 };
}
