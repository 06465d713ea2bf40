import { describe, expect, it } from 'vitest';
import { packNumbers } from '../../src-main/engine/native/number-bytes.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { addons, describeAddons } from './support/addons.ts';
import { statusOf } from './support/native-error.ts';
import { groups, pointToMontgomery, randomScalar } from './support/points.ts';
import type { G1Point, Group } from './support/points.ts';
import { randomBelow } from './support/random-numbers.ts';

const everyGroup = Object.values(groups) as unknown as Group<G1Point>[];

/** Points k_i B with known k_i, in Montgomery form: the expected sum is one multiple of B. */
function knownPoints({ base, zero, bytes }: Group<G1Point>, factors: readonly bigint[]): Uint8Array {
  return Buffer.concat(
    factors.map((factor) =>
      pointToMontgomery(bytes(factor === 0n ? zero : base.multiply(factor % SCALAR_FIELD))),
    ),
  );
}

function expectedSum(
  { base, zero, bytes }: Group<G1Point>,
  factors: readonly bigint[],
  scalars: readonly bigint[],
): Buffer {
  const sum = factors.reduce((total, factor, index) => (total + factor * scalars[index]!) % SCALAR_FIELD, 0n);
  return Buffer.from(pointToMontgomery(bytes(sum === 0n ? zero : base.multiply(sum))));
}

const edgeScalars = [0n, 1n, 2n, SCALAR_FIELD - 1n, SCALAR_FIELD - 2n, 2n ** 128n, 2n ** 253n];
const scalarAt = (index: number) => edgeScalars[index] ?? randomBelow(SCALAR_FIELD);

describeAddons('multi-scalar multiplication', (addon) => {
  for (const group of everyGroup) {
    // Distinct points are slow to make with a library in JavaScript: the long list repeats a short one.
    const factors = Array.from({ length: group.id === 1 ? 64 : 24 }, randomScalar);
    const points = knownPoints(group, factors);
    const size = group.id === 1 ? 64 : 128;
    const repeated = (count: number) => {
      const bytes = Buffer.alloc(size * count);
      for (let index = 0; index < count; index++) {
        const from = index % factors.length;
        bytes.set(points.subarray(size * from, size * (from + 1)), size * index);
      }
      return {
        bytes,
        factors: Array.from({ length: count }, (_, index) => factors[index % factors.length]!),
      };
    };
    const holds = async (bytes: Uint8Array, known: readonly bigint[], scalars: readonly bigint[]) => {
      const sum = await addon.msm(group.id, bytes, packNumbers(scalars)).promise;
      expect(sum).toEqual(expectedSum(group, known, scalars));
    };

    it(`G${group.id}: any number of points`, async () => {
      for (const count of [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 100, 255, 256, 257, 1000, 1024, 4097]) {
        const { bytes, factors: known } = repeated(count);
        await holds(
          bytes,
          known,
          Array.from({ length: count }, (_, index) => scalarAt(index)),
        );
      }
    });

    it(`G${group.id}: all scalars equal, all zero, all one, all r - 1, all small`, async () => {
      const count = 300;
      const { bytes, factors: known } = repeated(count);
      for (const scalar of [0n, 1n, SCALAR_FIELD - 1n, 7n, randomScalar()]) {
        await holds(
          bytes,
          known,
          Array.from({ length: count }, () => scalar),
        );
      }
      await holds(
        bytes,
        known,
        Array.from({ length: count }, () => randomBelow(256n)),
      );
      await holds(
        bytes,
        known,
        Array.from({ length: count }, () => SCALAR_FIELD - 1n - randomBelow(256n)),
      );
      // Mostly 0 and 1, as in witnesses.
      const bits = Array.from({ length: count }, (_, index) =>
        index % 37 === 0 ? randomScalar() : randomBelow(2n),
      );
      await holds(bytes, known, bits);
    });

    it(`G${group.id}: all points equal, pairs of opposites, infinity among them`, async () => {
      const factor = randomScalar();
      for (const pattern of [
        [factor],
        [factor, SCALAR_FIELD - factor],
        [factor, 0n],
        [0n],
        [1n, 2n, SCALAR_FIELD - 3n],
      ]) {
        const known = Array.from({ length: 200 }, (_, index) => pattern[index % pattern.length]!);
        const few = pattern.map((value) => knownPoints(group, [value]));
        const bytes = Buffer.concat(known.map((_, index) => few[index % few.length]!));
        await holds(
          bytes,
          known,
          known.map((_, index) => scalarAt(index)),
        );
        const equal = randomScalar();
        await holds(
          bytes,
          known,
          known.map(() => equal),
        );
      }
    });

    it(`G${group.id}: one thread and many give the same`, async () => {
      const { bytes } = repeated(3000);
      const scalars = packNumbers(Array.from({ length: 3000 }, (_, index) => scalarAt(index)));
      const one = await addon.msm(group.id, bytes, scalars, { threads: 1 }).promise;
      for (const threads of [2, 3, 8, 61]) {
        expect(await addon.msm(group.id, bytes, scalars, { threads }).promise).toEqual(one);
      }
    });

    it(`G${group.id}: refuses scalars >= r and coordinates >= q`, async () => {
      const { bytes } = repeated(20);
      const scalars = Array.from({ length: 20 }, randomScalar);
      for (const wrong of [SCALAR_FIELD, 2n ** 256n - 1n]) {
        const changed = packNumbers(scalars.map((scalar, index) => (index === 13 ? wrong : scalar)));
        expect(await statusOf(() => addon.msm(group.id, bytes, changed).promise)).toBe('invalid');
      }
      const damaged = Buffer.from(bytes).fill(0xff, 32, 64);
      expect(await statusOf(() => addon.msm(group.id, damaged, packNumbers(scalars)).promise)).toBe(
        'invalid',
      );
    });
  }
});

describe.skipIf(addons.length < 2)('all builds', () => {
  it('give the same bytes for large sums', async () => {
    for (const group of everyGroup) {
      const count = group.id === 1 ? 20_000 : 5_000;
      const few = Array.from({ length: 32 }, () => knownPoints(group, [randomScalar()]));
      const bytes = Buffer.concat(Array.from({ length: count }, (_, index) => few[index % few.length]!));
      const scalars = packNumbers(Array.from({ length: count }, (_, index) => scalarAt(index)));
      const sums = [];
      for (const addon of addons) sums.push(await addon.msm(group.id, bytes, scalars).promise);
      for (const sum of sums) expect(sum).toEqual(sums[0]);
    }
  });
});
