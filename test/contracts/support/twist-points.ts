import { bn254 } from '@noble/curves/bn254.js';
import { BASE_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import type { Random } from '../../support/random.ts';
import type { G2 } from './bn254-points.ts';

const { Fp2, Fr } = bn254.fields;

/**
 * A point of the twist y^2 = x^3 + 3 / (9 + u) that the subgroup of order r does not hold: a random x with a square, its
 * cofactor not cleared. The subgroup has one in 2^254 of them.
 */
export function pointOutsideSubgroup(random: Random): G2 {
  for (;;) {
    const x = Fp2.fromBigTuple([random.bigint(0n, BASE_FIELD - 1n), random.bigint(0n, BASE_FIELD - 1n)]);
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), bn254.G2.Point.CURVE().b);
    try {
      return bn254.G2.Point.fromAffine({ x, y: Fp2.sqrt(square) });
    } catch {
      continue; // no square: no point has this x
    }
  }
}

/** A point of the twist whose order divides the cofactor 2q - r: added to a point of the subgroup, it leads out of it. */
export function pointOfCofactorOrder(random: Random): G2 {
  const point = pointOutsideSubgroup(random);
  // r times the point; noble multiplies by less than r only.
  return point.multiplyUnsafe(Fr.ORDER - 1n).add(point);
}
