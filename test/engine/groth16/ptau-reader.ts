import { bn254 } from '@noble/curves/bn254.js';
import { BASE_FIELD, SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { readBinFile, readBinFileSection } from '../../../src-main/engine/proofs/binfile/read-bin-file.ts';
import { readFieldElement } from '../../../src-main/engine/proofs/groth16/prover/field-bytes.ts';

export type PointG1 = InstanceType<typeof bn254.G1.Point>;
export type PointG2 = InstanceType<typeof bn254.G2.Point>;

function modulo(value: bigint, modulus: bigint): bigint {
  return ((value % modulus) + modulus) % modulus;
}

export function power(base: bigint, exponent: bigint, modulus = SCALAR_FIELD): bigint {
  let result = 1n;
  for (let square = modulo(base, modulus), rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Generator of the subgroup of order 2^k of Fr. */
export function rootOfUnity(k: number): bigint {
  return power(5n, (SCALAR_FIELD - 1n) >> BigInt(k));
}

const fromMontgomery = power(2n ** 256n, BASE_FIELD - 2n, BASE_FIELD);

function coordinate(bytes: Uint8Array, index: number): bigint {
  return (readFieldElement(bytes, 32 * index) * fromMontgomery) % BASE_FIELD;
}

/** Points of a .ptau decoded by @noble/curves, which checks that each is on its curve. */
export async function ptauPoints(path: string) {
  const file = await readBinFile(path, 'ptau');
  return {
    async g1(section: number, start: number, count: number): Promise<PointG1[]> {
      const bytes = await readBinFileSection(file, section, 64 * start, 64 * count);
      return Array.from({ length: count }, (_, index) => {
        const point = bytes.subarray(64 * index);
        const result = bn254.G1.Point.fromAffine({ x: coordinate(point, 0), y: coordinate(point, 1) });
        result.assertValidity();
        return result;
      });
    },
    async g2(section: number, start: number, count: number): Promise<PointG2[]> {
      const bytes = await readBinFileSection(file, section, 128 * start, 128 * count);
      return Array.from({ length: count }, (_, index) => {
        const point = bytes.subarray(128 * index);
        const result = bn254.G2.Point.fromAffine({
          x: { c0: coordinate(point, 0), c1: coordinate(point, 1) },
          y: { c0: coordinate(point, 2), c1: coordinate(point, 3) },
        });
        result.assertValidity();
        return result;
      });
    },
  };
}

/** Deterministic 64-bit multipliers. */
export function multipliers(count: number, seed = 1n): bigint[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return state | 1n;
  });
}

interface Addable<Point> {
  add(other: Point): Point;
  multiplyUnsafe(scalar: bigint): Point;
}

export function combine<Point extends Addable<Point>>(
  points: readonly Point[],
  scalars: readonly bigint[],
): Point {
  const terms = points.map((point, index) =>
    point.multiplyUnsafe(modulo(scalars[index] ?? 0n, SCALAR_FIELD)),
  );
  return terms.reduce((sum, term) => sum.add(term));
}

/** e(left1, left2) = e(right1, right2) */
export function samePairing(left1: PointG1, left2: PointG2, right1: PointG1, right2: PointG2): boolean {
  const { Fp12 } = bn254.fields;
  return Fp12.eql(bn254.pairing(left1, left2), bn254.pairing(right1, right2));
}
