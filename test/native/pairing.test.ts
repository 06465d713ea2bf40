import { bn254 } from '@noble/curves/bn254.js';
import { expect, it } from 'vitest';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { describeAddons } from './support/addons.ts';
import { G1, G2, groups, randomScalar } from './support/points.ts';
import type { G1Point, G2Point } from './support/points.ts';

describeAddons('the pairing', (addon) => {
  const check = (pairs: readonly (readonly [G1Point, G2Point])[]) =>
    addon.pairingCheck(
      Buffer.concat(pairs.map(([point]) => groups.g1.bytes(point))),
      Buffer.concat(pairs.map(([, point]) => groups.g2.bytes(point))),
    );
  const times = <Point extends { multiply(scalar: bigint): Point }>(point: Point, scalar: bigint) =>
    point.multiply(scalar % SCALAR_FIELD);

  it('is bilinear and does not degenerate', () => {
    for (let round = 0; round < 5; round++) {
      const [a, b, c] = [randomScalar(), randomScalar(), randomScalar()];
      const left = [times(G1.BASE, a), times(G2.BASE, b)] as const;
      expect(check([left, [times(G1.BASE, a * b).negate(), G2.BASE]])).toBe(true);
      expect(check([left, [G1.BASE.negate(), times(G2.BASE, a * b)]])).toBe(true);
      expect(check([left, [times(G1.BASE, a * b + 1n).negate(), G2.BASE]])).toBe(false);
      expect(check([left, [times(G1.BASE, b), times(G2.BASE, a).negate()]])).toBe(true);
      expect(check([left, [times(G1.BASE, c), times(G2.BASE, a)]])).toBe(false);
      expect(check([left])).toBe(false);
    }
  });

  it('takes infinity on either side, and no pair at all, as one', () => {
    const point = times(G1.BASE, randomScalar());
    const other = times(G2.BASE, randomScalar());
    expect(check([])).toBe(true);
    expect(check([[G1.ZERO, other]])).toBe(true);
    expect(check([[point, G2.ZERO]])).toBe(true);
    expect(
      check([
        [point, G2.ZERO],
        [G1.ZERO, other],
        [point, other],
      ]),
    ).toBe(false);
  });

  it('agrees with @noble/curves on products of five pairs', () => {
    for (const off of [0n, 1n]) {
      const pairs = Array.from({ length: 4 }, () => [randomScalar(), randomScalar()] as const);
      const sum = pairs.reduce((total, [a, b]) => total + a * b, off);
      const points = [
        ...pairs.map(([a, b]) => [times(G1.BASE, a), times(G2.BASE, b)] as const),
        [times(G1.BASE, sum).negate(), G2.BASE] as const,
      ];
      const product = bn254.pairingBatch(points.map(([g1, g2]) => ({ g1, g2 })));
      const isOne = bn254.fields.Fp12.eql(product, bn254.fields.Fp12.ONE);
      expect(isOne).toBe(off === 0n);
      expect(check(points)).toBe(isOne);
    }
  });
});
