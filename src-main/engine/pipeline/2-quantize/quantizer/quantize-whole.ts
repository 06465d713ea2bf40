import { intervalAt } from '../../../graph/intervals.ts';
import type {
  LoweredCompare,
  LoweredFloor,
  LoweredOneHot,
  LoweredSort,
} from '../../../graph/lowered-graph.ts';
import { toNumber } from '../../../graph/rational.ts';
import { clampWhole, narrow } from './narrow.ts';
import { bitLength, type Held, isUnit, powerOfTwo, type Quantizer, UNIT } from './quantizer.ts';

/** Values are sorted with so many bits more than an activation, since near ones must not become equal. */
const SORTED_BITS = 8;

export function quantizeCompare(node: LoweredCompare, quantizer: Quantizer): void {
  const input = quantizer.holding(node.input).tensor;
  const tensor = quantizer.emit({ kind: 'compare', input, relation: node.relation }, node.output);
  quantizer.held.set(node.output, { tensor, scale: UNIT, whole: true });
}

/** The largest whole number that is not greater: the bits behind the point are cut off. */
export function quantizeFloor(node: LoweredFloor, quantizer: Quantizer): void {
  quantizer.held.set(node.output, floorOf(quantizer, quantizer.holding(node.input), node.input));
}

/** More bits behind the point than this are rounded off first. */
const MOST_FRACTION_BITS = 40;
const FRACTION_BITS = 24;
/** Numbers of so many bits are still doubles. */
const MOST_POWER_BITS = 50;
/** Multiples of fractions with denominators of up to about 2^9 keep their floors. */
const LARGEST_DOUBT = 2 ** -11;

/** @param lowered the tensor whose observed range counts */
function floorOf(quantizer: Quantizer, held: Held, lowered: string): Held {
  if (isUnit(held)) return { ...held, whole: true };
  const { scale } = held;
  if (scale.denominator === 1n) return multiplied(quantizer, held, Number(scale.numerator), UNIT);
  const unit = toNumber(scale);
  if (-Math.log2(unit) > MOST_FRACTION_BITS) {
    const rounded = narrow(quantizer, held, lowered, FRACTION_BITS);
    if (rounded.tensor !== held.tensor) return floorOf(quantizer, rounded, lowered);
  }
  const bits = bitLength(scale.denominator) - 1;
  if (scale.numerator !== 1n || scale.denominator !== 1n << BigInt(bits)) {
    return floorOf(quantizer, inPowersOfTwo(quantizer, held), lowered);
  }
  return quantizer.once(`floor ${held.tensor}`, () => ({
    tensor: cutBits(quantizer, held.tensor, bits),
    scale: UNIT,
    whole: true,
  }));
}

/**
 * A tensor whose unit is no power of two in a unit that is one. The factor is rounded, so that every value is off by up
 * to `doubt`; as much is added, since what is a whole number must not fall below it. That is less than the distance of
 * any other value to the next larger whole number, where values are whole numbers times a plain fraction.
 */
function inPowersOfTwo(quantizer: Quantizer, held: Held): Held {
  const unit = toNumber(held.scale);
  const { low, high } = quantizer.bounds(held.tensor);
  const most = Number(high > -low ? high : -low) || 1;
  const doubt = Math.min(unit / 8, LARGEST_DOUBT);
  const bits = Math.min(MOST_POWER_BITS, Math.max(0, Math.ceil(Math.log2(most / doubt)) - 1));
  const coefficient = Math.round(unit * 2 ** bits);
  return multiplied(quantizer, held, coefficient, powerOfTwo(-bits), Math.round(doubt * 2 ** bits));
}

function multiplied(
  quantizer: Quantizer,
  { tensor }: Held,
  coefficient: number,
  scale: Held['scale'],
  bias = 0,
): Held {
  return { tensor: quantizer.affine(tensor, coefficient, bias), scale };
}

/** floor(x / 2^bits): a rescale rounds to nearest, so half a unit is taken off first. */
function cutBits(quantizer: Quantizer, tensor: string, bits: number): string {
  const lowered = quantizer.affine(tensor, 1, -(2 ** (bits - 1)));
  const { low, high } = quantizer.bounds(tensor);
  const signed = low < 0n;
  const width = Math.max(
    bitLength(high >> BigInt(bits)),
    signed ? bitLength(-(low >> BigInt(bits)) - 1n) : 0,
  );
  return quantizer.emit({
    kind: 'rescale',
    input: lowered,
    table: signed ? 'clamp' : 'relu',
    bits: Math.max(1, width) + (signed ? 1 : 0),
    shifts: [bits],
    inner: 1,
  });
}

/** Only the positions that an element can have by its interval take part; the others are known to be 0. */
export function quantizeOneHot(node: LoweredOneHot, quantizer: Quantizer): void {
  const whole = floorOf(quantizer, quantizer.holding(node.input), node.input);
  const { tensor } = clampWhole(quantizer, whole, 0, node.count - 1);
  const intervals = quantizer.intervals(tensor);
  const size = node.elements;
  const starts = new Float64Array(size);
  let count = 1;
  for (let element = 0; element < size; element++) {
    const { low, high } = intervalAt(intervals, element);
    starts[element] = Number(low);
    count = Math.max(count, Number(high - low) + 1);
  }
  for (let element = 0; element < size; element++)
    starts[element] = Math.min(starts[element]!, node.count - count);
  const alike = starts.every((start) => start === starts[0]);
  const hot = quantizer.emit({
    kind: 'oneHot',
    input: tensor,
    count,
    starts: alike ? starts.slice(0, 1) : starts,
  });
  const spread = count === node.count ? hot : spreadOut(quantizer, hot, starts, count, node.count);
  quantizer.held.set(node.output, { tensor: spread, scale: UNIT, whole: true });
}

function spreadOut(
  quantizer: Quantizer,
  hot: string,
  starts: Float64Array,
  count: number,
  fullCount: number,
): string {
  const zero = quantizer.emit({ kind: 'constant', values: Float64Array.of(0) });
  const zeroIndex = starts.length * count;
  const map = Int32Array.from({ length: starts.length * fullCount }, (_, index) => {
    const element = Math.floor(index / fullCount);
    const position = (index % fullCount) - starts[element]!;
    return position >= 0 && position < count ? element * count + position : zeroIndex;
  });
  return quantizer.emit({ kind: 'view', inputs: [hot, zero], map });
}

/**
 * Sorting keys value * 2^k + position: they are distinct, and equal values keep the order that the operator asks for.
 * Value and position are read back from the sorted keys.
 */
export function quantizeSort(node: LoweredSort, quantizer: Quantizer): void {
  const { rows, count, keep, largest, lastFirst } = node;
  const held = narrow(
    quantizer,
    quantizer.holding(node.input),
    node.input,
    quantizer.options.activationBits + SORTED_BITS,
  );
  const positionBits = Math.max(1, Math.ceil(Math.log2(count)));
  const key = `${held.tensor} ${rows} ${count} ${keep} ${largest} ${lastFirst}`;
  const sorted = quantizer.once(`sort ${key}`, () => {
    const bias = Float64Array.from({ length: count }, (_, index) => (lastFirst ? index : count - 1 - index));
    const coefficients = [(largest ? 1 : -1) * 2 ** positionBits];
    const keys = quantizer.emit({ kind: 'sum', inputs: [held.tensor], coefficients, bias });
    return {
      tensor: quantizer.emit({ kind: 'sort', input: keys, rows, count, keep }),
      scale: UNIT,
      whole: true,
    };
  });
  const value = quantizer.once(`sorted ${key}`, () => ({
    tensor: cutBits(quantizer, sorted.tensor, positionBits),
    scale: UNIT,
    whole: true,
  }));
  const sum = (inputs: string[], coefficients: number[], bias: number) =>
    quantizer.emit({ kind: 'sum', inputs, coefficients, bias: Float64Array.of(bias) }, node.output);
  if (node.result === 'values') {
    const tensor = largest ? value.tensor : sum([value.tensor], [-1], 0);
    quantizer.held.set(node.output, { ...held, tensor });
    return;
  }
  const step = 2 ** positionBits;
  const position = lastFirst
    ? sum([sorted.tensor, value.tensor], [1, -step], 0)
    : sum([sorted.tensor, value.tensor], [-1, step], count - 1);
  // By the definition of the cut the position is inside the row; its interval alone does not show it.
  const clamped = clampWhole(quantizer, { tensor: position, scale: UNIT, whole: true }, 0, count - 1);
  quantizer.held.set(node.output, clamped);
}
