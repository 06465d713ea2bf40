import type { bn254 } from '@noble/curves/bn254.js';
import type { Point1, Point2 } from './groth16-setup.ts';

export type G1 = InstanceType<typeof bn254.G1.Point>;
export type G2 = InstanceType<typeof bn254.G2.Point>;

/** [x, y, "1"], or [0, 1, 0] for infinity, as snarkjs writes it. */
export function toSnarkjsG1(point: G1): Point1 {
  if (point.is0()) return ['0', '1', '0'];
  const { x, y } = point.toAffine();
  return [String(x), String(y), '1'];
}

/** [[x.c0, x.c1], [y.c0, y.c1], ["1", "0"]], or infinity as snarkjs writes it. */
export function toSnarkjsG2(point: G2): Point2 {
  if (point.is0()) {
    return [
      ['0', '0'],
      ['1', '0'],
      ['0', '0'],
    ];
  }
  const { x, y } = point.toAffine();
  return [
    [String(x.c0), String(x.c1)],
    [String(y.c0), String(y.c1)],
    ['1', '0'],
  ];
}

/** x, y in the form of EIP-196: infinity is all zeros. */
export function toWordsG1(point: G1): [bigint, bigint] {
  if (point.is0()) return [0n, 0n];
  const { x, y } = point.toAffine();
  return [x, y];
}

/** x.c1, x.c0, y.c1, y.c0 in the form of EIP-197: infinity is all zeros. */
export function toWordsG2(point: G2): [bigint, bigint, bigint, bigint] {
  if (point.is0()) return [0n, 0n, 0n, 0n];
  const { x, y } = point.toAffine();
  return [x.c1, x.c0, y.c1, y.c0];
}
