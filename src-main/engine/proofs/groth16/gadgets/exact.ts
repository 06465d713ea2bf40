import type { FieldValue } from './gadget.ts';

/** a * b, as a number where that is exact. */
export function multiply(a: FieldValue, b: FieldValue): FieldValue {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product;
  }
  return BigInt(a) * BigInt(b);
}

/** a + b, as a number where that is exact. */
export function add(a: FieldValue, b: FieldValue): FieldValue {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt(a) + BigInt(b);
}
