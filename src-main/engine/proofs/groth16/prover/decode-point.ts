import type { Bn128 } from 'ffjavascript';
import { BASE_FIELD, SCALAR_FIELD } from '../../bn254.ts';

/**
 * The affine bytes (little-endian Montgomery) of a point in snarkjs' JSON form [x, y, "1"], or undefined if it is
 * infinity, not canonical (a coordinate >= q, z other than 1), off the curve or outside the group of order r.
 * snarkjs itself reduces coordinates and checks no subgroup.
 */
export function decodeG1(curve: Bn128, point: readonly [string, string, string]): Uint8Array | undefined {
  const [x, y, z] = point.map(BigInt) as [bigint, bigint, bigint];
  if (x >= BASE_FIELD || y >= BASE_FIELD || z !== 1n) return undefined;
  const bytes = curve.G1.fromObject([x, y]);
  return !curve.G1.isZero(bytes) && curve.G1.isValid(bytes) ? bytes : undefined;
}

type Pair = readonly [string, string];

/** As `decodeG1`, for G2: [[x.c0, x.c1], [y.c0, y.c1], ["1", "0"]]. */
export function decodeG2(curve: Bn128, point: readonly [Pair, Pair, Pair]): Uint8Array | undefined {
  const [x, y, z] = point.map((pair) => pair.map(BigInt)) as [
    [bigint, bigint],
    [bigint, bigint],
    [bigint, bigint],
  ];
  if ([...x, ...y].some((coordinate) => coordinate >= BASE_FIELD) || z[0] !== 1n || z[1] !== 0n)
    return undefined;
  const bytes = curve.G2.fromObject([x, y]);
  if (curve.G2.isZero(bytes) || !curve.G2.isValid(bytes)) return undefined;
  return curve.G2.isZero(curve.G2.timesScalar(bytes, SCALAR_FIELD)) ? bytes : undefined;
}
