import type { PrimeField } from './prime-field.ts';

/** Polynomials in one variable by their coefficients, the constant one first. */

export function evaluateAt(field: PrimeField, coefficients: readonly bigint[], x: bigint): bigint {
  return coefficients.reduceRight(
    (value, coefficient) => field.add(field.multiply(value, x), coefficient),
    0n,
  );
}

/** sum of scale_k times polynomial_k. */
export function combine(
  field: PrimeField,
  parts: readonly { scale: bigint; polynomial: readonly bigint[] }[],
): bigint[] {
  const sum = new Array<bigint>(Math.max(...parts.map(({ polynomial }) => polynomial.length))).fill(0n);
  for (const { scale, polynomial } of parts) {
    polynomial.forEach((coefficient, power) => {
      sum[power] = field.add(sum[power]!, field.multiply(scale, coefficient));
    });
  }
  return sum;
}

/** Quotient by X - root, of a polynomial that is zero there. */
export function divideByRoot(field: PrimeField, polynomial: readonly bigint[], root: bigint): bigint[] {
  const quotient = new Array<bigint>(Math.max(1, polynomial.length - 1)).fill(0n);
  let carried = 0n;
  for (let power = polynomial.length - 1; power > 0; power--) {
    carried = field.add(polynomial[power]!, field.multiply(carried, root));
    quotient[power - 1] = carried;
  }
  return quotient;
}

/** The polynomial of lowest degree with the given values at the given points, which differ. */
export function through(field: PrimeField, points: readonly bigint[], values: readonly bigint[]): bigint[] {
  const parts = points.map((point, index) => {
    let basis = [1n];
    let denominator = 1n;
    points.forEach((other, at) => {
      if (at === index) return;
      denominator = field.multiply(denominator, field.subtract(point, other));
      const shifted = [0n, ...basis];
      basis = shifted.map((coefficient, power) =>
        field.subtract(coefficient, field.multiply(basis[power] ?? 0n, other)),
      );
    });
    return { scale: field.multiply(values[index]!, field.invert(denominator)), polynomial: basis };
  });
  return combine(field, parts);
}

/** sum over j of eq(j, u) x^j = product over k of 1 - u_k + u_k x^(2^k). */
export function equalPolynomialAt(field: PrimeField, u: readonly bigint[], x: bigint): bigint {
  let [product, power] = [1n, x];
  for (const coordinate of u) {
    const factor = field.add(1n, field.multiply(coordinate, field.subtract(power, 1n)));
    product = field.multiply(product, factor);
    power = field.multiply(power, power);
  }
  return product;
}

/** product of x - root. */
export function vanishingAt(field: PrimeField, roots: readonly bigint[], x: bigint): bigint {
  return roots.reduce((product, root) => field.multiply(product, field.subtract(x, root)), 1n);
}
