import { toNumber } from '../../../graph/rational.ts';
import type { Range } from '../calibrate.ts';
import { type Held, magnitude, type Quantizer, timesPower } from './quantizer.ts';

/** A tensor that is at most so many bits wider than asked is left as it is: rounding it would cost more than it saves. */
const TOLERATED_BITS = 4;

/** No value of the samples may come closer to the end of a rounded range than this share of it, so that others fit. */
const HEADROOM = 1.0625;

/**
 * The tensor with `bits` bits for the range that the samples show, rounded by a power of two where it has more. Whole
 * numbers are never rounded.
 * @param lowered the tensor whose observed range counts
 */
export function narrow(quantizer: Quantizer, held: Held, lowered: string, bits: number): Held {
  if (isNarrow(quantizer, held, bits)) return held;
  return quantizer.once(`narrow ${held.tensor} ${bits}`, () =>
    roundTo(quantizer, held, quantizer.range(lowered), bits),
  );
}

/** The same, and sums and joins that read the tensor from here on read it rounded. */
export function narrowForAll(quantizer: Quantizer, held: Held, lowered: string, bits: number): Held {
  const rounded = narrow(quantizer, held, lowered, bits);
  if (rounded.tensor !== held.tensor) quantizer.rounded.set(held.tensor, rounded);
  return rounded;
}

/** Whether rounding to so many bits would change nothing, or not be worth its rows. */
export function isNarrow(quantizer: Quantizer, held: Held, bits: number): boolean {
  return held.whole === true || quantizer.width(held.tensor) <= bits + TOLERATED_BITS;
}

/** A rescale that rounds to `bits` bits for a range; the shift is 0 where the values are coarser than that. */
export function roundTo(
  quantizer: Quantizer,
  held: Held,
  range: Range,
  bits: number,
  table: 'clamp' | 'relu' = quantizer.bounds(held.tensor).low < 0n ? 'clamp' : 'relu',
): Held {
  const shift = shiftFor(held, range, table === 'clamp' ? bits - 1 : bits);
  const tensor = quantizer.emit({
    kind: 'rescale',
    input: held.tensor,
    table,
    bits,
    shifts: [shift],
    inner: 1,
  });
  return { tensor, scale: timesPower(held.scale, shift) };
}

/** The least shift after which the range fits `magnitudeBits` bits. */
export function shiftFor({ scale }: Held, range: Range, magnitudeBits: number): number {
  const units = (magnitude(range) * HEADROOM) / toNumber(scale);
  return Math.max(0, Math.ceil(Math.log2(units / (2 ** magnitudeBits - 1))));
}

/** max(x, 0), or the tensor itself where nothing in it can be negative; exact. */
export function withoutNegatives(quantizer: Quantizer, held: Held): Held {
  const { low, high } = quantizer.bounds(held.tensor);
  if (low >= 0n) return held;
  const bits = Math.max(1, high <= 0n ? 1 : high.toString(2).length);
  return quantizer.once(`relu ${held.tensor}`, () => ({
    ...held,
    tensor: quantizer.emit({
      kind: 'rescale',
      input: held.tensor,
      table: 'relu',
      bits,
      shifts: [0],
      inner: 1,
    }),
  }));
}

/** min(max(x, low), high) by exact clamps; only those that can be needed. */
export function clampWhole(quantizer: Quantizer, held: Held, low: number, high: number): Held {
  const { scale } = held;
  let current = held;
  if (quantizer.bounds(current.tensor).low < BigInt(low)) {
    const above = withoutNegatives(quantizer, { scale, tensor: quantizer.affine(current.tensor, 1, -low) });
    current = { scale, tensor: low === 0 ? above.tensor : quantizer.affine(above.tensor, 1, low) };
  }
  if (quantizer.bounds(current.tensor).high > BigInt(high)) {
    const below = withoutNegatives(quantizer, { scale, tensor: quantizer.affine(current.tensor, -1, high) });
    current = { scale, tensor: quantizer.affine(below.tensor, -1, high) };
  }
  return current;
}
