import { bn254 } from '@noble/curves/bn254.js';
import { expect, it } from 'vitest';
import { packNumbers, toBytes } from '../../src-main/engine/native/number-bytes.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { describeAddons } from './support/addons.ts';
import { statusOf } from './support/native-error.ts';
import { groups, randomScalar } from './support/points.ts';
import type { G1Point, Group } from './support/points.ts';
import { randomBelow } from './support/random-numbers.ts';

describeAddons('the points', (addon) => {
  for (const group of Object.values(groups) as unknown as Group<G1Point>[]) {
    const { id, base, zero, bytes } = group;
    const random = () => base.multiply(randomScalar());

    it(`G${id}: sums, with infinity, of a point with itself and with its negative`, () => {
      const point = random();
      for (const [a, b] of [
        [random(), random()],
        [point, point],
        [point, point.negate()],
        [point, point.double()],
        [point, zero],
        [zero, point],
        [zero, zero],
        [base, base],
        [base, base.negate()],
      ] as const) {
        expect(addon.addPoints(id, bytes(a), bytes(b))).toEqual(Buffer.from(bytes(a.add(b))));
      }
    });

    it(`G${id}: multiples by every kind of scalar`, () => {
      const scalars = [1n, 2n, 3n, SCALAR_FIELD - 1n, SCALAR_FIELD - 2n, 2n ** 128n, 2n ** 253n];
      for (let index = 0; index < 12; index++) scalars.push(randomScalar());
      const point = random();
      for (const scalar of scalars) {
        const expected = point.multiply(scalar);
        expect(addon.multiplyPoint(id, bytes(point), toBytes(scalar))).toEqual(Buffer.from(bytes(expected)));
      }
      const infinity = Buffer.from(bytes(zero));
      expect(addon.multiplyPoint(id, bytes(point), toBytes(0n))).toEqual(infinity);
      expect(addon.multiplyPoint(id, bytes(zero), toBytes(randomScalar()))).toEqual(infinity);
      // The order of the group, given as a number.
      expect(addon.multiplyPoint(id, bytes(point), toBytes(SCALAR_FIELD))).toEqual(infinity);
    });

    it(`G${id}: refuses coordinates >= q and points off the curve`, async () => {
      const coordinates = id === 1 ? 2 : 4;
      const valid = bytes(random());
      const isRefused = async (point: Uint8Array) => {
        expect(await statusOf(() => addon.addPoints(id, point, valid))).toBe('invalid');
        expect(await statusOf(() => addon.addPoints(id, valid, point))).toBe('invalid');
        expect(await statusOf(() => addon.multiplyPoint(id, point, toBytes(5n)))).toBe('invalid');
      };
      for (let coordinate = 0; coordinate < coordinates; coordinate++) {
        for (const value of [BASE_FIELD, 2n ** 256n - 1n, randomBelow(BASE_FIELD), 0n]) {
          const changed = Uint8Array.from(valid);
          changed.set(toBytes(value), 32 * coordinate);
          await isRefused(changed);
        }
      }
    });
  }

  it('G2: refuses points of the twist outside the subgroup', async () => {
    const { Fp2 } = bn254.fields;
    let refused = 0;
    for (let x = 1n; refused < 3; x++) {
      const point = Fp2.fromBigTuple([x, 0n]);
      const square = Fp2.add(Fp2.mul(Fp2.sqr(point), point), bn254.G2.Point.CURVE().b);
      let y;
      try {
        y = Fp2.sqrt(square);
      } catch {
        continue;
      }
      const outside = packNumbers([x, 0n, y.c0, y.c1]);
      expect(await statusOf(() => addon.addPoints(2, outside, outside))).toBe('invalid');
      expect(await statusOf(() => addon.pairingCheck(groups.g1.bytes(groups.g1.base), outside))).toBe(
        'invalid',
      );
      refused++;
    }
  });
});
