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
  const bits = Math.max(numerator.toString(2).length, denominator.toString(2).length);
  if (bits <= 1000) return Number(numerator) / Number(denominator);
  const shift = BigInt(bits - 1000);
  return Number(numerator >> shift) / Number(denominator >> shift);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}
