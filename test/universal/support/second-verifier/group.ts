import { bn254 } from '@noble/curves/bn254.js';
import { integerOf } from './dialogue.ts';
import { Refusal } from './refusal.ts';

export type Point = typeof bn254.G1.Point.BASE;
export type Point2 = typeof bn254.G2.Point.BASE;

const { Point } = bn254.G1;
const BASE_ORDER = bn254.fields.Fp.ORDER;

/** x and y, big-endian; both zero is infinity. */
function pointOf(x: bigint, y: bigint): Point {
  if (x >= BASE_ORDER || y >= BASE_ORDER) throw new Refusal('a coordinate is not below q');
  if (x === 0n && y === 0n) return Point.ZERO;
  if ((y * y - x * x * x - 3n) % BASE_ORDER !== 0n) throw new Refusal('a point is not on the curve');
  return Point.fromAffine({ x, y });
}

/** A point from its two words. */
export function pointOfWords([x, y]: readonly Uint8Array[]): Point {
  return pointOf(integerOf(x!), integerOf(y!));
}

/** The sum of scalar times point; scalars lie in [0, r). */
export function combine(parts: readonly (readonly [bigint, Point])[]): Point {
  return parts.reduce((sum, [scalar, point]) => sum.add(times(scalar, point)), Point.ZERO);
}

function times(scalar: bigint, point: Point): Point {
  return scalar === 0n || point.equals(Point.ZERO) ? Point.ZERO : point.multiplyUnsafe(scalar);
}

/** Whether e(a, [1]) = e(b, [tau]). */
export function pairEqual(a: Point, b: Point, tau: Point2): boolean {
  const pairs = [
    { g1: a, g2: bn254.G2.Point.BASE },
    { g1: b.negate(), g2: tau },
  ].filter(({ g1 }) => !g1.equals(Point.ZERO));
  const { Fp12 } = bn254.fields;
  return pairs.length === 0 || Fp12.eql(bn254.pairingBatch(pairs), Fp12.ONE);
}
