import type { IntegerRescale } from '../../../graph/integer-graph.ts';
import { integerRange } from '../../../graph/integer-graph.ts';
import { shiftRight } from '../../../graph/intervals.ts';

/**
 * How one rescale becomes gadgets, from the static interval of its accumulator. v = acc + half + offset is cut into
 * `width` bits; with `signed`, offset = 2^(width-1) and the top bit says that acc + half is not negative.
 */
export type RescalePlan =
  { kind: 'constant'; value: bigint; rows: number } | { kind: 'unchanged'; rows: number } | BitsPlan;

export interface BitsPlan {
  /** linear: nothing saturates; relu, reluExact, clamp: the gadget of that name. */
  kind: 'linear' | 'relu' | 'reluExact' | 'clamp';
  width: number;
  signed: boolean;
  /** Number of high bits that must vanish (relu) or equal the sign (clamp). */
  highBits: number;
  rows: number;
}

export function planRescale(
  low: bigint,
  high: bigint,
  shift: number,
  { table, bits }: Pick<IntegerRescale, 'table' | 'bits'>,
): RescalePlan {
  const range = integerRange(bits, table === 'clamp');
  const scaledLow = shiftRight(low, shift);
  const scaledHigh = shiftRight(high, shift);
  if (scaledHigh <= range.low) return { kind: 'constant', value: range.low, rows: 1 };
  if (scaledLow >= range.high) return { kind: 'constant', value: range.high, rows: 1 };
  if (shift === 0 && low >= range.low && high <= range.high) return { kind: 'unchanged', rows: 1 };

  const half = shift === 0 ? 0n : 1n << BigInt(shift - 1);
  const signed = low + half < 0n;
  const width = signed ? signedWidth(low + half, high + half) : bitLength(high + half);
  const plan = (kind: BitsPlan['kind'], highBits: number, extraRows: number): BitsPlan => ({
    kind,
    width,
    signed,
    highBits,
    rows: width + 1 + extraRows,
  });
  const magnitudeBits = width - shift - (signed ? 1 : 0);
  if (scaledLow >= range.low && scaledHigh <= range.high) return plan('linear', 0, 1);
  if (table === 'clamp') return plan('clamp', magnitudeBits - (bits - 1), 3);
  return magnitudeBits > bits ? plan('relu', magnitudeBits - bits, 3) : plan('reluExact', 0, 1);
}

/** The smallest W with [low, high] inside [-2^(W-1), 2^(W-1) - 1]. */
function signedWidth(low: bigint, high: bigint): number {
  return 1 + Math.max(bitLength(high > 0n ? high : 0n), bitLength(low < 0n ? -low - 1n : 0n));
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
