import type { FieldValue } from './gadget.ts';

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
