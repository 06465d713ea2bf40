/** Arithmetic modulo a prime; every result lies in [0, modulus). */
export class Prime {
  constructor(readonly modulus: bigint) {}

  of(value: bigint): bigint {
    const rest = value % this.modulus;
    return rest < 0n ? rest + this.modulus : rest;
  }

  power(base: bigint, exponent: bigint): bigint {
    let result = 1n;
    for (const bit of exponent.toString(2)) {
      result = (result * result) % this.modulus;
      if (bit === '1') result = this.of(result * base);
    }
    return result;
  }

  /** 1 / value; 0 for 0. */
  inverse(value: bigint): bigint {
    return this.power(this.of(value), this.modulus - 2n);
  }

  product(values: readonly bigint[]): bigint {
    return values.reduce((product, value) => this.of(product * value), 1n);
  }

  /** The value at x of the polynomial with these coefficients, the constant first. */
  polynomial(coefficients: readonly bigint[], x: bigint): bigint {
    return coefficients.reduceRight((value, coefficient) => this.of(value * x + coefficient), 0n);
  }

  /** eq(index, point). */
  weight(index: number, point: readonly bigint[]): bigint {
    return this.product(
      point.map((x, bit) => (Math.floor(index / 2 ** bit) % 2 === 1 ? this.of(x) : this.of(1n - x))),
    );
  }

  /** eq(a, b). */
  equal(a: readonly bigint[], b: readonly bigint[]): bigint {
    return this.product(a.map((x, k) => this.of(x * b[k]! + (1n - x) * (1n - b[k]!))));
  }

  /** The multilinear extension of the values, at the point, one variable after the other from the lowest. */
  extension(values: readonly bigint[], point: readonly bigint[]): bigint {
    let left = values;
    for (const x of point) {
      const half: bigint[] = [];
      for (let i = 0; i < left.length; i += 2) half.push(this.of(left[i]! + x * (left[i + 1]! - left[i]!)));
      left = half;
    }
    return this.of(left[0]!);
  }
}
