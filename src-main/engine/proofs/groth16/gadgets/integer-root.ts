import type { FieldValue } from './gadget.ts';

/**
 * floor(sqrt(value)).
 *
 * @param value not negative
 */
export function integerRoot(value: FieldValue): FieldValue {
  // Below 2^53 the nearest double of a root is at most one too large; its square is then exact enough to tell.
  if (typeof value === 'number') {
    const root = Math.floor(Math.sqrt(value));
    return root * root > value ? root - 1 : root;
  }
  if (value < 1n << 52n) return BigInt(integerRoot(Number(value)));
  // Newton's method from above falls until it has the floor.
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
