import { bn254 } from '@noble/curves/bn254.js';
import { expect, it } from 'vitest';
import { toBytes, unpackNumbers } from '../../src-main/engine/native/number-bytes.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { describeAddons } from './support/addons.ts';
import { statusOf } from './support/native-error.ts';
import { randomBelow } from './support/random-numbers.ts';

const FIELDS = [
  { name: 'q', modulus: BASE_FIELD, reference: bn254.fields.Fp },
  { name: 'r', modulus: SCALAR_FIELD, reference: bn254.fields.Fr },
] as const;

describeAddons('the fields', (addon) => {
  for (const { name, modulus, reference } of FIELDS) {
    const apply = (operation: '+' | '-' | '*' | 'i' | 's', a: bigint, b = 0n) =>
      unpackNumbers(addon.field(name, operation, toBytes(a), toBytes(b)))[0];
    const edges = [0n, 1n, 2n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 128n - 1n, 2n ** 192n, 2n ** 253n];
    const inputs = [...edges, modulus - 1n, modulus - 2n, (modulus - 1n) / 2n, (modulus + 1n) / 2n];
    while (inputs.length < 40) inputs.push(randomBelow(modulus));

    it(`F${name}: sums, differences, products`, () => {
      for (const a of inputs) {
        for (const b of inputs) {
          expect(apply('+', a, b)).toBe(reference.add(a, b));
          expect(apply('-', a, b)).toBe(reference.sub(a, b));
          expect(apply('*', a, b)).toBe(reference.mul(a, b));
        }
      }
    });

    it(`F${name}: inverses; zero has none and stays zero`, () => {
      expect(apply('i', 0n)).toBe(0n);
      for (const a of inputs) if (a !== 0n) expect(apply('i', a)).toBe(reference.inv(a));
    });

    it(`F${name}: refuses what is not below the modulus`, async () => {
      for (const value of [modulus, modulus + 1n, 2n ** 254n, 2n ** 256n - 1n]) {
        expect(await statusOf(() => apply('+', value, 1n))).toBe('invalid');
        expect(await statusOf(() => apply('*', 1n, value))).toBe('invalid');
        expect(await statusOf(() => apply('i', value))).toBe('invalid');
      }
    });
  }

  it('Fq: square roots, where there is one', async () => {
    const root = (a: bigint) => unpackNumbers(addon.field('q', 's', toBytes(a), toBytes(0n)))[0]!;
    let without = 0;
    for (let index = 0; index < 40; index++) {
      const a = index < 3 ? BigInt(index) : randomBelow(BASE_FIELD);
      const square = (a * a) % BASE_FIELD;
      expect([a, (BASE_FIELD - a) % BASE_FIELD]).toContain(root(square));
      // -1 is no square in Fq, so of a number and its negative one has a root.
      if (a === 0n) continue;
      expect(await statusOf(() => root(BASE_FIELD - square))).toBe('invalid');
      without++;
    }
    expect(without).toBeGreaterThan(30);
  });
});
