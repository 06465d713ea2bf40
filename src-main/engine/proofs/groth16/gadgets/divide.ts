import { AppError } from '../../../../api/errors.ts';
import { toField } from '../../bn254.ts';
import { fitsDigits, tooWide, writeDigits } from './digits.ts';
import type { FieldValue, Gadget } from './gadget.ts';

/**
 * Divide(Q, B): the Q digits of floor(dividend / divisor), where the remainder takes at most B digits
 * (circuits/divide.circom). Q + 2B + 2 rows.
 */
export const divide: Gadget<readonly [quotientBits: number, divisorBits: number]> = {
  name: 'divide',
  template: 'Divide',
  file: 'divide.circom',
  optimization: 'O0',
  inputs: () => [
    { name: 'dividend', length: 1, kind: 'combination' },
    { name: 'divisor', length: 1, kind: 'wire' },
  ],
  signals: ([quotientBits, divisorBits]) => [
    { name: 'quotient', length: quotientBits },
    { name: 'remainder', length: divisorBits },
    { name: 'gap', length: divisorBits },
  ],
  outputCount: ([quotientBits]) => quotientBits,
  rowCount: ([quotientBits, divisorBits]) => quotientBits + 2 * divisorBits + 2,
  assign([quotientBits, divisorBits], inputs, values) {
    const divisor = residue(inputs[1]!);
    const dividend = residue(inputs[0]!);
    if (BigInt(divisor) === 0n) throw divisionByZero();
    const [quotient, remainder, gap] = divideWithRemainder(dividend, divisor);
    if (!fitsDigits(quotient, quotientBits)) throw tooWide(quotient, quotientBits);
    for (const part of [remainder, gap]) if (!fitsDigits(part, divisorBits)) throw tooWide(part, divisorBits);
    writeDigits(quotient, quotientBits, values);
    writeDigits(remainder, divisorBits, values, quotientBits);
    writeDigits(gap, divisorBits, values, quotientBits + divisorBits);
  },
};

/** Quotient, remainder, and what is missing from the remainder to the largest that there can be. */
function divideWithRemainder(
  dividend: FieldValue,
  divisor: FieldValue,
): [FieldValue, FieldValue, FieldValue] {
  if (typeof dividend === 'number' && typeof divisor === 'number') {
    const remainder = dividend % divisor;
    return [(dividend - remainder) / divisor, remainder, divisor - 1 - remainder];
  }
  const [a, b] = [BigInt(dividend), BigInt(divisor)];
  return [a / b, a % b, b - 1n - (a % b)];
}

/** The representative in [0, r). */
function residue(value: FieldValue): FieldValue {
  return typeof value === 'number' && value >= 0 ? value : toField(BigInt(value));
}

function divisionByZero(): AppError {
  return new AppError(
    'witness-invalid',
    'The circuit divides by zero.',
    'Report this model: the interval of a divisor in its circuit is wrong.',
  );
}
