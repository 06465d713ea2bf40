/** Arithmetic modulo a prime. Elements are integers in [0, modulus). */
export interface PrimeField {
  readonly modulus: bigint;
  /** The representative of any integer. */
  of(value: bigint | number): bigint;
  add(a: bigint, b: bigint): bigint;
  subtract(a: bigint, b: bigint): bigint;
  multiply(a: bigint, b: bigint): bigint;
  /** @throws RangeError for zero */
  invert(value: bigint): bigint;
}

/** @param modulus a prime */
export function createPrimeField(modulus: bigint): PrimeField {
  const of = (value: bigint | number) => {
    const reduced = BigInt(value) % modulus;
    return reduced < 0n ? reduced + modulus : reduced;
  };
  return {
    modulus,
    of,
    add: (a, b) => {
      const sum = a + b;
      return sum >= modulus ? sum - modulus : sum;
    },
    subtract: (a, b) => (a >= b ? a - b : a - b + modulus),
    multiply: (a, b) => (a * b) % modulus,
    invert: (value) => {
      if (value === 0n) throw new RangeError('Zero has no inverse.');
      let [previous, next] = [modulus, value];
      let [coefficient, following] = [0n, 1n];
      while (next !== 0n) {
        const quotient = previous / next;
        [previous, next] = [next, previous - quotient * next];
        [coefficient, following] = [following, coefficient - quotient * following];
      }
      return of(coefficient);
    },
  };
}
