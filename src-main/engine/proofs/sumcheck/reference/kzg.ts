import { pippenger } from '@noble/curves/abstract/curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import { integerOf, wordOf } from './transcript.ts';

export type G1 = InstanceType<typeof bn254.G1.Point>;
export type G2 = InstanceType<typeof bn254.G2.Point>;

/** Powers of tau, and the operations of the curve, so that they can be counted. */
export interface KzgSetup {
  /** [tau^i]_1 for all i below the longest row. */
  powers: readonly G1[];
  /** The sum of scalar times point; scalars lie in [0, r). */
  combine(points: readonly G1[], scalars: readonly bigint[]): G1;
  /** Whether e(left, [1]_2) = e(right, [tau]_2). */
  pairsEqual(left: G1, right: G1): boolean;
}

/** @param tau [tau]_2 */
export function kzgSetup(powers: readonly G1[], tau: G2): KzgSetup {
  return { powers, combine: combinePoints, pairsEqual: (left, right) => pairsEqual(tau, left, right) };
}

/** [f(tau)]_1 of the polynomial with the given coefficients (KZG10). */
export function commitPolynomial({ powers, combine }: KzgSetup, coefficients: readonly bigint[]): G1 {
  return combine(powers.slice(0, coefficients.length), coefficients);
}

function combinePoints(points: readonly G1[], scalars: readonly bigint[]): G1 {
  const used = scalars.flatMap((scalar, index) => (scalar === 0n || points[index]!.is0() ? [] : [index]));
  if (used.length === 0) return bn254.G1.Point.ZERO;
  return pippenger(
    bn254.G1.Point,
    used.map((index) => points[index]!),
    used.map((index) => scalars[index]!),
  );
}

/** x, y, big-endian; infinity is 0, 0, as the chain's precompiles have it. */
export function encodeG1(point: G1): Uint8Array[] {
  if (point.is0()) return [wordOf(0n), wordOf(0n)];
  const { x, y } = point.toAffine();
  return [wordOf(x), wordOf(y)];
}

/** @throws Error for coordinates that are not reduced or off the curve */
export function decodeG1(words: readonly Uint8Array[]): G1 {
  const [x, y] = words.map(integerOf) as [bigint, bigint];
  const { ORDER } = bn254.fields.Fp;
  if (x >= ORDER || y >= ORDER) throw new Error('opening: a coordinate is not reduced');
  if (x === 0n && y === 0n) return bn254.G1.Point.ZERO;
  try {
    const point = bn254.G1.Point.fromAffine({ x, y });
    point.assertValidity();
    return point;
  } catch (cause) {
    throw new Error('opening: a point is not on the curve', { cause });
  }
}

function pairsEqual(tau: G2, left: G1, right: G1): boolean {
  const pairs = [
    { g1: left, g2: bn254.G2.Point.BASE },
    { g1: right.negate(), g2: tau },
  ].filter(({ g1 }) => !g1.is0());
  const { Fp12 } = bn254.fields;
  return pairs.length === 0 || Fp12.eql(bn254.pairingBatch(pairs), Fp12.ONE);
}
