import { buildBn128 } from 'ffjavascript';
import type { Bn128 } from 'ffjavascript';
import { beforeAll, describe, expect, it } from 'vitest';
import { packNumbers } from '../../src-main/engine/native/number-bytes.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { addons, describeAddons } from './support/addons.ts';
import { statusOf } from './support/native-error.ts';
import { toMontgomery } from './support/points.ts';
import { randomBelow } from './support/random-numbers.ts';

let curve: Bn128;
beforeAll(async () => {
  curve = await buildBn128(true);
});

/** Missing in the library's types. */
const transforms = () =>
  curve.Fr as unknown as Record<'fft' | 'ifft', (values: Uint8Array) => Promise<Uint8Array>>;

const montgomery = (values: readonly bigint[]) => toMontgomery(packNumbers(values), SCALAR_FIELD);
const random = (size: number) => Array.from({ length: size }, () => randomBelow(SCALAR_FIELD));

describeAddons('the number-theoretic transform', (addon) => {
  it('is that of ffjavascript, both ways, for 1 to 2^13 values', async () => {
    for (let power = 0; power <= 13; power++) {
      const values = montgomery(random(2 ** power));
      const forward = await addon.ntt(values, false).promise;
      const backward = await addon.ntt(values, true).promise;
      expect(Buffer.compare(forward, Buffer.from(await transforms().fft(values))), `2^${power}`).toBe(0);
      expect(Buffer.compare(backward, Buffer.from(await transforms().ifft(values))), `2^${power}`).toBe(0);
      expect(Buffer.compare(await addon.ntt(forward, true).promise, values)).toBe(0);
    }
  });

  it('of zeros, of a one, and of all r - 1', async () => {
    const size = 512;
    const zeros = Array.from({ length: size }, () => 0n);
    const ones = zeros.map(() => 1n);
    const transform = (values: readonly bigint[], inverse = false) =>
      addon.ntt(montgomery(values), inverse).promise;
    expect(await transform(zeros)).toEqual(Buffer.from(montgomery(zeros)));
    expect(await transform([1n, ...zeros.slice(1)])).toEqual(Buffer.from(montgomery(ones)));
    expect(await transform(ones, true)).toEqual(Buffer.from(montgomery([1n, ...zeros.slice(1)])));
    const last = zeros.map(() => SCALAR_FIELD - 1n);
    const expected = [SCALAR_FIELD - BigInt(size), ...zeros.slice(1)];
    expect(await transform(last)).toEqual(Buffer.from(montgomery(expected)));
  });

  it('one thread and many give the same', async () => {
    const values = montgomery(random(2 ** 14));
    const one = await addon.ntt(values, false, { threads: 1 }).promise;
    for (const threads of [2, 3, 7, 16]) {
      expect(Buffer.compare(await addon.ntt(values, false, { threads }).promise, one)).toBe(0);
    }
  });

  it('refuses values >= r', async () => {
    const values = Buffer.from(montgomery(random(16)));
    values.set(packNumbers([SCALAR_FIELD]), 32 * 9);
    expect(await statusOf(() => addon.ntt(values, false).promise)).toBe('invalid');
  });
});

describe.skipIf(addons.length < 2)('all builds', () => {
  it('give the same bytes for 2^16 values', async () => {
    const values = montgomery(random(2 ** 16));
    for (const inverse of [false, true]) {
      const results = [];
      for (const addon of addons) results.push(await addon.ntt(values, inverse).promise);
      for (const result of results) expect(Buffer.compare(result, results[0]!)).toBe(0);
    }
  });
});
