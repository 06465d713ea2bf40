import { expect, test } from 'vitest';
import {
  divide,
  multiply,
  rational,
  rationalFromNumber,
  toNumber,
} from '../../../src-main/engine/graph/rational.ts';
import { Random } from '../../support/random.ts';

test('every double is its own exact fraction, in lowest terms', () => {
  const random = new Random(12);
  const values = [0, 1, 0.1, 1 / 3, 2 ** -149, 5e-324, 2 ** 1000, Number.MAX_VALUE, 3 * 2 ** 60];
  for (let round = 0; round < 200; round++) values.push(random.next() * 2 ** random.integer(-140, 127));
  for (const value of values) {
    const exact = rationalFromNumber(value);
    expect(toNumber(exact)).toBe(value);
    expect(exact).toEqual(rational(exact.numerator, exact.denominator));
    // The denominator of a double is a power of two.
    expect(exact.denominator & (exact.denominator - 1n)).toBe(0n);
  }
});

test('arithmetic is exact', () => {
  expect(rational(6n, 4n)).toEqual({ numerator: 3n, denominator: 2n });
  expect(rational(0n, 7n)).toEqual({ numerator: 0n, denominator: 1n });
  expect(multiply(rational(2n, 3n), rational(9n, 4n))).toEqual(rational(3n, 2n));
  expect(divide(rational(2n, 3n), rational(4n, 9n))).toEqual(rational(3n, 2n));
  expect(toNumber(rational(10n ** 400n, 3n * 10n ** 400n))).toBeCloseTo(1 / 3, 15);
});
