import type { LoweredDivide, LoweredRoot } from '../../../graph/lowered-graph.ts';
import { divide, toNumber } from '../../../graph/rational.ts';
import { exactRational } from './align.ts';
import { roundTo, shiftFor, withoutNegatives } from './narrow.ts';
import { bitLength, type Held, isUnit, magnitude, type Quantizer, timesPower } from './quantizer.ts';

/** Quotients and roots have so many bits more than an activation: they are rounded down, and multiplied further. */
const RESULT_BITS = 4;
/** The least divisor that the samples show has so many bits more than an activation. */
const DIVISOR_BITS = 2;
const MOST_DIVISOR_BITS = 40;

/**
 * floor(a * 2^k / b), k chosen so that the quotient has the wanted bits. The divisor is clamped from below to half of
 * the least one that the samples show (to 1 at least), which keeps the quotient's interval short.
 */
export function quantizeDivide(node: LoweredDivide, quantizer: Quantizer): void {
  const [dividend, divisor] = node.inputs;
  const b = positive(quantizer, quantizer.holding(divisor), divisor);
  const a = quantizer.holding(dividend);
  const { activationBits } = quantizer.options;
  // One unit of the quotient before a is multiplied.
  const unit = toNumber(divide(a.scale, b.scale));
  const bitsNow = Math.log2(magnitude(quantizer.range(node.output)) / unit);
  const exponent = isOnlyFloored(node, unit, quantizer)
    ? 0
    : Math.max(0, Math.ceil(activationBits + RESULT_BITS - bitsNow));
  const scaled = timesPowerOfTwo(quantizer, a, exponent);
  const tensor = quantizer.emit({ kind: 'divide', inputs: [scaled.tensor, b.tensor] }, node.output);
  quantizer.held.set(node.output, { tensor, scale: divide(scaled.scale, b.scale) });
}

/** Rounding down to a whole number of units first, and then to a whole number, is rounding down to a whole number. */
function isOnlyFloored(node: LoweredDivide, unit: number, { readers }: Quantizer): boolean {
  const all = readers.get(node.output) ?? [];
  return Number.isInteger(1 / unit) && all.length > 0 && all.every(({ kind }) => kind === 'floor');
}

/**
 * The divisor as at least `least` >= 1, with as many bits as its smallest observed value needs. Whole numbers are taken
 * as they are, each from 1 on.
 */
function positive(quantizer: Quantizer, held: Held, lowered: string): Held {
  if (held.whole && isUnit(held)) return atLeast(quantizer, held, 1);
  const range = quantizer.range(lowered);
  const smallest = Math.max(range.low, magnitude(range) * 2 ** -16);
  const wanted = quantizer.options.activationBits + DIVISOR_BITS;
  const spread = Math.ceil(Math.log2(magnitude(range) / smallest));
  const bits = Math.min(MOST_DIVISOR_BITS, wanted + Math.max(0, spread));
  const shift = shiftFor(held, range, bits);
  const rounded = shift > 0 ? roundTo(quantizer, withoutNegatives(quantizer, held), range, bits) : held;
  const least = Math.max(1, Math.floor(smallest / 2 / toNumber(rounded.scale)));
  return quantizer.once(`positive ${rounded.tensor} ${least}`, () => atLeast(quantizer, rounded, least));
}

/** max(x, least), exact. */
function atLeast(quantizer: Quantizer, held: Held, least: number): Held {
  if (quantizer.bounds(held.tensor).low >= BigInt(least)) return held;
  const above = withoutNegatives(quantizer, { ...held, tensor: quantizer.affine(held.tensor, 1, -least) });
  return { ...held, tensor: quantizer.affine(above.tensor, 1, least) };
}

/** The same values in units that are 2^exponent smaller; free. */
export function timesPowerOfTwo(quantizer: Quantizer, held: Held, exponent: number): Held {
  if (exponent === 0) return held;
  const tensor = quantizer.affine(held.tensor, 2 ** exponent, 0);
  return { tensor, scale: timesPower(held.scale, -exponent) };
}

export function quantizeRoot(node: LoweredRoot, quantizer: Quantizer): void {
  const largest = magnitude(quantizer.range(node.input));
  quantizer.held.set(node.output, rootOf(quantizer, quantizer.holding(node.input), largest, node.output));
}

/**
 * floor(sqrt(x * 4^k)), k chosen so that the root has the wanted bits.
 * @param largest the largest x that the samples show
 * @param output the name of the result; one is made up where it is absent
 */
export function rootOf(quantizer: Quantizer, held: Held, largest: number, output?: string): Held {
  const input = withoutNegatives(quantizer, held);
  const bits = bitLength(BigInt(Math.max(1, Math.round(largest / toNumber(input.scale)))));
  const wanted = quantizer.options.activationBits + RESULT_BITS;
  const exponent = Math.max(0, Math.ceil((2 * wanted - bits) / 2));
  const scaled = timesPowerOfTwo(quantizer, input, 2 * exponent);
  const tensor = quantizer.emit({ kind: 'root', input: scaled.tensor }, output);
  return { tensor, scale: exactRational(Math.sqrt(toNumber(scaled.scale))) };
}
