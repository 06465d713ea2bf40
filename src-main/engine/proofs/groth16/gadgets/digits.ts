import { AppError } from '../../../../api/errors.ts';
import type { FieldValue } from './gadget.ts';

/** Digits are cut from a number in chunks on which the 32-bit operators are exact. */
const CHUNK_BITS = 30;
const CHUNK = 2 ** CHUNK_BITS;

/** Writes the `width` binary digits of an integer in [0, 2^width) to `values` from `first`, least significant first. */
export function writeDigits(value: FieldValue, width: number, values: FieldValue[], first = 0): void {
  let rest = value;
  for (let start = 0; start < width; start += CHUNK_BITS) {
    let chunk: number;
    if (typeof rest === 'number') {
      chunk = rest % CHUNK;
      rest = (rest - chunk) / CHUNK;
    } else {
      chunk = Number(BigInt.asUintN(CHUNK_BITS, rest));
      rest >>= BigInt(CHUNK_BITS);
    }
    const end = Math.min(start + CHUNK_BITS, width);
    for (let index = start; index < end; index++) values[first + index] = (chunk >> (index - start)) & 1;
  }
}

/** Whether a non-negative integer has at most `width` binary digits. */
export function fitsDigits(value: FieldValue, width: number): boolean {
  return typeof value === 'number' ? width >= 53 || value < 2 ** width : value >> BigInt(width) === 0n;
}

export function tooWide(value: FieldValue, width: number): AppError {
  return new AppError(
    'witness-invalid',
    `The value ${value} does not fit the ${width} bits that the circuit gives it.`,
    'Report this model: an interval in its circuit is narrower than its values.',
  );
}

/**
 * The integer with the given binary digits, least significant first.
 *
 * @param digits 0 or 1 each; `length` of them from index `start`
 */
export function digitsValue(digits: readonly FieldValue[], start: number, length: number): FieldValue {
  if (length > 53) {
    let value = 0n;
    for (let index = start + length - 1; index >= start; index--) value = value * 2n + BigInt(digits[index]!);
    return value;
  }
  let value = 0;
  for (let index = start + length - 1; index >= start; index--) value = value * 2 + Number(digits[index]!);
  return value;
}

/** How many of `length` binary digits from index `start` are 1. */
export function digitsSum(digits: readonly FieldValue[], start: number, length: number): number {
  let sum = 0;
  for (let index = start; index < start + length; index++) sum += Number(digits[index]!);
  return sum;
}
