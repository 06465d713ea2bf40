/** An exact non-negative fraction in lowest terms; scales are rationals so that nothing after the record needs a float. */
export interface Rational {
  numerator: bigint;
  denominator: bigint;
}

export function rational(numerator: bigint, denominator: bigint): Rational {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** The exact value of a finite, non-negative double (every double is an integer times a power of two). */
export function rationalFromNumber(value: number): Rational {
  let exponent = 0n;
  while (!Number.isInteger(value)) {
    value *= 2;
    exponent += 1n;
  }
  return rational(BigInt(value), 1n << exponent);
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function divide(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** The nearest double, up to one rounding each for numerator, denominator and quotient. */
export function toNumber({ numerator, denominator }: Rational): number {
  const [top, topShift] = leadingBits(numerator);
  const [bottom, bottomShift] = leadingBits(denominator);
  return (top / bottom) * 2 ** (topShift - bottomShift);
}

/** A double that holds the value divided by 2^shift; the shift is 0 unless the value is larger than doubles go. */
function leadingBits(value: bigint): [number, number] {
  const shift = Math.max(0, value.toString(2).length - 1000);
  return [Number(value >> BigInt(shift)), shift];
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}
