import { commitPolynomial, decodeG1, encodeG1, type G1, type KzgSetup } from './kzg.ts';
import { equalTable } from './multilinear.ts';
import type { OpeningScheme } from './opening-scheme.ts';
import type { PrimeField } from './prime-field.ts';
import { holdTogether, openTogether } from './shplonk.ts';
import { integerOf, type Transcript, wordOf } from './transcript.ts';
import { combine, equalPolynomialAt, evaluateAt } from './univariate.ts';

/** h, q, g, S, D, W, W' and six values. */
const POINTS = 7;
const VALUES = 6;

/**
 * The value of a multilinear polynomial from a KZG commitment to its values as coefficients, after Mercury (ePrint 2025/385).
 * A row f of 2^v values is a matrix of A rows f_i of B = 2^ceil(v/2) columns, u = (u1, u2) the columns' and rows'
 * coordinates: h_i = <f_i, eq(u1)>, the value is <h, eq(u2)>, and g = sum alpha^i f_i = f mod (X^B - alpha) has
 * <g, eq(u1)> = h(alpha). Both inner products are the constant coefficients of Laurent polynomials that are palindromes.
 */
export function mercury(field: PrimeField, setup: KzgSetup, setupId: string): OpeningScheme {
  return {
    id: `mercury-bn254 ${setupId}`,
    commitmentWords: 2,
    openingWords: () => 2 * POINTS + VALUES,
    commit: (row) => encodeG1(commitPolynomial(setup, row)),
    open: (row, point, value, transcript) => open(field, setup, row, point, value, transcript),
    check(commitments, weights, point, value, opening, transcript) {
      const rows = { commitments: commitments.map(decodeG1), weights };
      if (!holds(field, setup, rows, point, value, opening, transcript))
        throw new Error('opening: the pairing does not hold');
    },
  };
}

function open(
  field: PrimeField,
  setup: KzgSetup,
  row: readonly bigint[],
  point: readonly bigint[],
  value: bigint,
  transcript: Transcript,
): Uint8Array[] {
  const { u1, u2 } = split(point);
  const [columns, rows] = [equalTable(field, u1), equalTable(field, u2)];
  const width = columns.length;
  const parts = Array.from({ length: row.length / width }, (_, i) => row.slice(i * width, (i + 1) * width));
  const send = (polynomial: readonly bigint[]) => {
    const words = encodeG1(commitPolynomial(setup, polynomial));
    words.forEach((word) => transcript.absorbBytes(word));
    return words;
  };

  const h = parts.map((part) => innerProduct(field, part, columns));
  const sent = [...send(h)];
  const alpha = transcript.challenge();
  const { quotient: q, remainder: g } = divideByPower(field, parts, alpha);
  sent.push(...send(q), ...send(g));
  const gamma = transcript.challenge();
  const s = combine(field, [
    { scale: 1n, polynomial: palindromeTail(field, g, columns) },
    { scale: gamma, polynomial: palindromeTail(field, h, rows) },
  ]);
  const d = [...g].reverse();
  sent.push(...send(s), ...send(d));
  const zeta = transcript.challenge();
  const inverse = field.invert(zeta);
  const at = (polynomial: readonly bigint[], x: bigint) => evaluateAt(field, polynomial, x);
  const values = [at(g, zeta), at(g, inverse), at(h, zeta), at(h, inverse), at(s, zeta), at(s, inverse)];
  transcript.absorb(...values);

  const claims = openingClaims(field, { zeta, inverse, alpha, gamma, value, u1, u2 }, values);
  // f - (zeta^B - alpha) q, which is g at zeta
  const folded = combine(field, [
    { scale: 1n, polynomial: row },
    { scale: field.of(-claims.modulusAtZeta), polynomial: q },
  ]);
  const polynomials = [folded, g, h, s, d];
  const pair = openTogether(
    field,
    setup,
    claims.list.map((claim, index) => ({ ...claim, polynomial: polynomials[index]! })),
    transcript,
  );
  return [...sent, ...values.map(wordOf), ...pair.flatMap(encodeG1)];
}

function holds(
  field: PrimeField,
  setup: KzgSetup,
  rows: { commitments: readonly G1[]; weights: readonly bigint[] },
  point: readonly bigint[],
  value: bigint,
  opening: readonly Uint8Array[],
  transcript: Transcript,
): boolean {
  const { u1, u2 } = split(point);
  const points = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) =>
      decodeG1(opening.slice(from + 2 * index, from + 2 * index + 2)),
    );
  const absorb = (from: number, to: number) =>
    opening.slice(from, to).forEach((word) => transcript.absorbBytes(word));
  const [h, q, g, s, d] = points(0, 5) as [G1, G1, G1, G1, G1];
  absorb(0, 2);
  const alpha = transcript.challenge();
  absorb(2, 6);
  const gamma = transcript.challenge();
  absorb(6, 10);
  const zeta = transcript.challenge();
  if (zeta === 0n) return false;
  const inverse = field.invert(zeta);
  const values = opening.slice(10, 10 + VALUES).map(integerOf);
  if (values.some((entry) => entry >= field.modulus)) throw new Error('opening: a value is not reduced');
  transcript.absorb(...values);
  const claims = openingClaims(field, { zeta, inverse, alpha, gamma, value, u1, u2 }, values);
  const folded = setup.combine([...rows.commitments, q], [...rows.weights, field.of(-claims.modulusAtZeta)]);
  const commitments = [folded, g, h, s, d];
  return holdTogether(
    field,
    setup,
    claims.list.map((claim, index) => ({ ...claim, commitment: commitments[index]! })),
    points(10 + VALUES, 2) as [G1, G1],
    transcript,
  );
}

interface OpeningPoint {
  zeta: bigint;
  inverse: bigint;
  alpha: bigint;
  gamma: bigint;
  value: bigint;
  /** Coordinates of the columns and of the rows. */
  u1: readonly bigint[];
  u2: readonly bigint[];
}

/** What f - (zeta^B - alpha) q, g, h, S and D must be where. */
function openingClaims(
  field: PrimeField,
  { zeta, inverse, alpha, gamma, value, u1, u2 }: OpeningPoint,
  values: readonly bigint[],
) {
  const [gAt, gBack, hAt, hBack, sAt, sBack] = values as [bigint, bigint, bigint, bigint, bigint, bigint];
  const at = (u: readonly bigint[], x: bigint) => equalPolynomialAt(field, u, x);
  const cross = (a: bigint, back: bigint, u: readonly bigint[]) =>
    field.add(field.multiply(a, at(u, inverse)), field.multiply(back, at(u, zeta)));
  const both = field.add(cross(gAt, gBack, u1), field.multiply(gamma, cross(hAt, hBack, u2)));
  const tail = field.add(field.multiply(zeta, sAt), field.multiply(inverse, sBack));
  // both = 2 (h(alpha) + gamma value) + tail
  const constant = field.multiply(field.subtract(both, tail), field.invert(2n));
  const hAlpha = field.subtract(constant, field.multiply(gamma, value));
  // zeta^B, B = 2^(coordinates of u1)
  const power = u1.reduce((square) => field.multiply(square, square), zeta);
  return {
    modulusAtZeta: field.subtract(power, alpha),
    list: [
      { points: [zeta], values: [gAt] },
      { points: [zeta, inverse], values: [gAt, gBack] },
      { points: [zeta, inverse, alpha], values: [hAt, hBack, hAlpha] },
      { points: [zeta, inverse], values: [sAt, sBack] },
      // D = X^(B-1) g(1/X): that it is a polynomial says that g has degree below B.
      { points: [zeta], values: [field.multiply(field.multiply(power, inverse), gBack)] },
    ],
  };
}

/** The coordinates of the columns, B = 2^ceil(v/2) of them, and those of the rows. */
function split(point: readonly bigint[]) {
  const half = Math.ceil(point.length / 2);
  return { u1: point.slice(0, half), u2: point.slice(half) };
}

function innerProduct(field: PrimeField, a: readonly bigint[], b: readonly bigint[]): bigint {
  return a.reduce((sum, value, index) => field.add(sum, field.multiply(value, b[index]!)), 0n);
}

/** f = (X^B - alpha) q + g, f given in pieces of B coefficients. */
function divideByPower(field: PrimeField, parts: readonly (readonly bigint[])[], alpha: bigint) {
  let carried: readonly bigint[] = parts.at(-1)!;
  const quotient: (readonly bigint[])[] = [];
  for (const part of parts.slice(0, -1).reverse()) {
    quotient.unshift(carried);
    carried = combine(field, [
      { scale: 1n, polynomial: part },
      { scale: alpha, polynomial: carried },
    ]);
  }
  return { quotient: quotient.length === 0 ? [0n] : quotient.flat(), remainder: carried };
}

/** S with a(X) w(1/X) + a(1/X) w(X) = 2 <a, w> + X S(X) + S(1/X) / X. */
function palindromeTail(field: PrimeField, a: readonly bigint[], weights: readonly bigint[]): bigint[] {
  const { length } = a;
  const tail = Array.from({ length: Math.max(1, length - 1) }, (_, index) => {
    let sum = 0n;
    for (let j = 0; j + index + 1 < length; j++) {
      sum = field.add(sum, field.multiply(a[j + index + 1]!, weights[j]!));
      sum = field.add(sum, field.multiply(a[j]!, weights[j + index + 1]!));
    }
    return sum;
  });
  return tail;
}
