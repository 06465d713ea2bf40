import { bn254 } from '@noble/curves/bn254.js';
import { BASE_FIELD } from './fields.ts';
import { isInfinity, type SnarkjsG1, type SnarkjsG2 } from './snarkjs-forms.ts';

export const G1 = bn254.G1.Point;
export const G2 = bn254.G2.Point;
export type PointG1 = InstanceType<typeof G1>;
export type PointG2 = InstanceType<typeof G2>;

/**
 * A point of G1 in snarkjs's form [x, y, "1"], or infinity.
 * @returns undefined for coordinates that are not below q, another z, and what is not on the curve
 */
export function readG1(point: SnarkjsG1): PointG1 | undefined {
  if (isInfinity(point)) return G1.ZERO;
  const [x, y] = [BigInt(point[0]), BigInt(point[1])];
  if (point[2] !== '1' || !areCanonical([x, y])) return undefined;
  return assertMember(() => G1.fromAffine({ x, y }));
}

/**
 * A point of G2 in snarkjs's form [[x.c0, x.c1], [y.c0, y.c1], ["1", "0"]], or infinity.
 * @returns undefined as `readG1`, and for a point of the twist outside the subgroup of order r
 */
export function readG2(point: SnarkjsG2): PointG2 | undefined {
  if (isInfinity(point)) return G2.ZERO;
  const [[x0, x1], [y0, y1], z] = point;
  const coordinates = [x0, x1, y0, y1].map(BigInt) as [bigint, bigint, bigint, bigint];
  if (String(z) !== '1,0' || !areCanonical(coordinates)) return undefined;
  const { Fp2 } = bn254.fields;
  const [c0, c1, d0, d1] = coordinates;
  return assertMember(() => G2.fromAffine({ x: Fp2.fromBigTuple([c0, c1]), y: Fp2.fromBigTuple([d0, d1]) }));
}

/** Zeros are infinity on a chain, and no point in snarkjs's form. */
function areCanonical(coordinates: readonly bigint[]): boolean {
  return (
    coordinates.every((coordinate) => coordinate < BASE_FIELD) &&
    coordinates.some((coordinate) => coordinate !== 0n)
  );
}

/** On the curve and in the group; noble throws for what is not. */
function assertMember<Point extends { assertValidity(): void; is0(): boolean }>(
  make: () => Point,
): Point | undefined {
  try {
    const point = make();
    point.assertValidity();
    return point.is0() ? undefined : point;
  } catch {
    return undefined;
  }
}
