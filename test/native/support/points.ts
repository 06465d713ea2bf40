import { bn254 } from '@noble/curves/bn254.js';
import { packNumbers, unpackNumbers } from '../../../src-main/engine/native/number-bytes.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { randomBelow } from './random-numbers.ts';

export const G1 = bn254.G1.Point;
export const G2 = bn254.G2.Point;
export type G1Point = typeof G1.BASE;
export type G2Point = typeof G2.BASE;

/** How a group of @noble/curves is written in the native prover's bytes. */
export interface Group<Point> {
  id: 1 | 2;
  base: Point;
  zero: Point;
  /** Plain coordinates; infinity all zero. */
  bytes(point: Point): Uint8Array;
}

export const groups: { g1: Group<G1Point>; g2: Group<G2Point> } = {
  g1: {
    id: 1,
    base: G1.BASE,
    zero: G1.ZERO,
    bytes(point) {
      if (point.equals(G1.ZERO)) return new Uint8Array(64);
      const { x, y } = point.toAffine();
      return packNumbers([x, y]);
    },
  },
  g2: {
    id: 2,
    base: G2.BASE,
    zero: G2.ZERO,
    bytes(point) {
      if (point.equals(G2.ZERO)) return new Uint8Array(128);
      const { x, y } = point.toAffine();
      return packNumbers([x.c0, x.c1, y.c0, y.c1]);
    },
  },
};

const MONTGOMERY = 2n ** 256n;

/** Plain numbers as they stand in .zkey files: times 2^256. */
export function toMontgomery(bytes: Uint8Array, modulus: bigint): Uint8Array {
  return packNumbers(unpackNumbers(bytes).map((value) => (value * MONTGOMERY) % modulus));
}

export function pointToMontgomery(bytes: Uint8Array): Uint8Array {
  return toMontgomery(bytes, BASE_FIELD);
}

/** A scalar other than zero. */
export function randomScalar(): bigint {
  return 1n + randomBelow(SCALAR_FIELD - 1n);
}
