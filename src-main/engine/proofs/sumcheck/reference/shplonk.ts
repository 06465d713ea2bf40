import { bn254 } from '@noble/curves/bn254.js';
import { commitPolynomial, encodeG1, type G1, type KzgSetup } from './kzg.ts';
import type { PrimeField } from './prime-field.ts';
import type { Transcript } from './transcript.ts';
import { combine, divideByRoot, evaluateAt, through, vanishingAt } from './univariate.ts';

/** What a polynomial is claimed to be at some points. */
export interface PointClaims {
  points: readonly bigint[];
  values: readonly bigint[];
}

/**
 * Opens several polynomials, each at points of its own, with two commitments (BDFG20, ePrint 2020/081, section 4).
 * @returns W and W'
 */
export function openTogether(
  field: PrimeField,
  setup: KzgSetup,
  polynomials: readonly (PointClaims & { polynomial: readonly bigint[] })[],
  transcript: Transcript,
): [G1, G1] {
  const delta = transcript.challenge();
  const all = allPoints(polynomials);
  const reduced = polynomials.map(({ polynomial, points, values }, index) => ({
    power: powerOf(field, delta, index),
    // p - r, which is zero at the claimed points if the claims are true
    difference: combine(field, [
      { scale: 1n, polynomial },
      { scale: field.of(-1n), polynomial: through(field, points, values) },
    ]),
    points,
  }));
  const quotient = combine(
    field,
    reduced.map(({ power, difference, points }) => ({
      scale: power,
      polynomial: points.reduce((rest, point) => divideByRoot(field, rest, point), difference),
    })),
  );
  const first = commitPolynomial(setup, quotient);
  encodeG1(first).forEach((word) => transcript.absorbBytes(word));
  const omega = transcript.challenge();
  const rest = combine(field, [
    ...polynomials.map(({ polynomial, points, values }, index) => {
      const others = all.filter((point) => !points.includes(point));
      const value = evaluateAt(field, through(field, points, values), omega);
      return {
        scale: field.multiply(powerOf(field, delta, index), vanishingAt(field, others, omega)),
        polynomial: combine(field, [
          { scale: 1n, polynomial },
          { scale: field.of(-value), polynomial: [1n] },
        ]),
      };
    }),
    { scale: field.of(-vanishingAt(field, all, omega)), polynomial: quotient },
  ]);
  return [first, commitPolynomial(setup, divideByRoot(field, rest, omega))];
}

/** Whether the claims hold; two points are paired. */
export function holdTogether(
  field: PrimeField,
  setup: KzgSetup,
  claims: readonly (PointClaims & { commitment: G1 })[],
  [first, second]: readonly [G1, G1],
  transcript: Transcript,
): boolean {
  const delta = transcript.challenge();
  encodeG1(first).forEach((word) => transcript.absorbBytes(word));
  const omega = transcript.challenge();
  const all = allPoints(claims);
  let constant = 0n;
  const scalars = claims.map(({ points, values }, index) => {
    const others = all.filter((point) => !points.includes(point));
    const scale = field.multiply(powerOf(field, delta, index), vanishingAt(field, others, omega));
    const value = evaluateAt(field, through(field, points, values), omega);
    constant = field.add(constant, field.multiply(scale, value));
    return scale;
  });
  const left = setup.combine(
    [...claims.map(({ commitment }) => commitment), bn254.G1.Point.BASE, first, second],
    [...scalars, field.of(-constant), field.of(-vanishingAt(field, all, omega)), omega],
  );
  return setup.pairsEqual(left, second);
}

function allPoints(claims: readonly PointClaims[]): bigint[] {
  return [...new Set(claims.flatMap(({ points }) => points))];
}

function powerOf(field: PrimeField, base: bigint, exponent: number): bigint {
  return Array.from({ length: exponent }).reduce<bigint>((power) => field.multiply(power, base), 1n);
}
