import type { PrimeField } from './prime-field.ts';

/**
 * Multilinear polynomials by their values on {0,1}^s. Index bit b belongs to coordinate b: little-endian, so that the
 * first coordinate is the one that tells neighbours apart.
 */

/** eq(point, i) for all i of {0,1}^s. */
export function equalTable(field: PrimeField, point: readonly bigint[]): bigint[] {
  let table = [1n];
  for (const coordinate of point) {
    const ones = table.map((value) => field.multiply(value, coordinate));
    table = [...table.map((value, index) => field.subtract(value, ones[index]!)), ...ones];
  }
  return table;
}

/** The value at a point of the polynomial with the given 2^s values. */
export function evaluate(field: PrimeField, values: readonly bigint[], point: readonly bigint[]): bigint {
  return point.reduce((table, coordinate) => bindFirst(field, table, coordinate), values)[0]!;
}

/** Fixes the first coordinate: half as many values. */
export function bindFirst(field: PrimeField, values: readonly bigint[], coordinate: bigint): bigint[] {
  const bound = new Array<bigint>(values.length / 2);
  for (let index = 0; index < bound.length; index++) {
    const low = values[2 * index]!;
    const high = values[2 * index + 1]!;
    bound[index] = field.add(low, field.multiply(coordinate, field.subtract(high, low)));
  }
  return bound;
}

/** eq(a, b) = product of a_k b_k + (1 - a_k)(1 - b_k). */
export function equal(field: PrimeField, a: readonly bigint[], b: readonly bigint[]): bigint {
  return a.reduce((product, left, k) => field.multiply(product, equalBit(field, left, b[k]!)), 1n);
}

/** eq(index, point), the index by its lowest bits. */
export function equalIndex(field: PrimeField, index: number, point: readonly bigint[]): bigint {
  return point.reduce((product, value, bit) => {
    const isSet = Math.floor(index / 2 ** bit) % 2 === 1;
    return field.multiply(product, isSet ? value : field.subtract(1n, value));
  }, 1n);
}

/** sum over i < count of eq(a, i) eq(b, i): multilinear in both; O(s). */
export function equalBelow(
  field: PrimeField,
  a: readonly bigint[],
  b: readonly bigint[],
  count: number,
): bigint {
  return prefixSum(field, count, a.length, (k) => ({
    zero: field.multiply(field.subtract(1n, a[k]!), field.subtract(1n, b[k]!)),
    one: field.multiply(a[k]!, b[k]!),
  }));
}

/** sum over i < count of eq(point, i): 1 on the first `count` indices and 0 on the others; O(s). */
export function below(field: PrimeField, point: readonly bigint[], count: number): bigint {
  return prefixSum(field, count, point.length, (k) => ({
    zero: field.subtract(1n, point[k]!),
    one: point[k]!,
  }));
}

/** The index itself: sum of 2^k point_k. */
export function indexAt(field: PrimeField, point: readonly bigint[]): bigint {
  return point.reduce(
    (sum, value, k) => field.add(sum, field.multiply(field.of(1n << BigInt(k)), value)),
    0n,
  );
}

/** sum over i < count of the product over k of (zero_k where bit k of i is 0, one_k where it is 1). */
function prefixSum(
  field: PrimeField,
  count: number,
  bits: number,
  weights: (bit: number) => { zero: bigint; one: bigint },
): bigint {
  const pairs = Array.from({ length: bits }, (_, k) => weights(k));
  // Of all indices below bit k.
  const whole = [1n];
  for (const { zero, one } of pairs) whole.push(field.multiply(whole.at(-1)!, field.add(zero, one)));
  if (count >= 2 ** bits) return whole[bits]!;
  let [sum, prefix] = [0n, 1n];
  for (let k = bits - 1; k >= 0; k--) {
    const { zero, one } = pairs[k]!;
    const isSet = Math.floor(count / 2 ** k) % 2 === 1;
    if (isSet) sum = field.add(sum, field.multiply(prefix, field.multiply(zero, whole[k]!)));
    prefix = field.multiply(prefix, isSet ? one : zero);
  }
  return sum;
}

function equalBit(field: PrimeField, a: bigint, b: bigint): bigint {
  const product = field.multiply(a, b);
  return field.add(field.subtract(1n, field.add(a, b)), field.add(product, product));
}
