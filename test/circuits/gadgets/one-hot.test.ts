import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { fieldInverse } from '../../../src-main/engine/proofs/groth16/gadgets/field-inverse.ts';
import { oneHot } from '../../../src-main/engine/proofs/groth16/gadgets/one-hot.ts';
import { gadgetBench, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

describe.each([1, 3, 10])('OneHot(%i)', (count) => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(oneHot, [count], folder);
  });
  const row = (...places: number[]) =>
    Array.from({ length: count }, (_, position) => (places.includes(position) ? 1n : 0n));

  test('costs a row a bit and one more', () => {
    expect(bench.compiled).toMatchObject({ rowCount: count + 1, outputCount: count, signalCount: count });
  });

  test('sets the bit at the index, agrees with circom, and every bit is fixed', async () => {
    for (let index = 0; index < count; index++) {
      expect(bench.honest([index]).map(BigInt)).toEqual(row(index));
      expect(bench.honest([BigInt(index) - SCALAR_FIELD]).map(BigInt)).toEqual(row(index));
      await bench.expectHonest([index]);
      bench.expectTight([index], 5n);
    }
  });

  test('another bit, two bits, none, and halves that add up to 1 are refused', () => {
    const half = fieldInverse(2n);
    for (let index = 0; index < count; index++) {
      expect(bench.accepts([index], row())).toBe(false);
      for (let other = 0; other < count; other++) {
        if (other === index) continue;
        expect(bench.accepts([index], row(other))).toBe(false);
        expect(bench.accepts([index], row(index, other))).toBe(false);
        const shared = row().map((_, place) => (place === index || place === other ? half : 0n));
        expect(bench.accepts([index], shared)).toBe(false);
        const balanced = row().map((_, place) => (place === index ? 2n : place === other ? -1n : 0n));
        expect(bench.accepts([index], balanced)).toBe(false);
      }
    }
  });

  test('an index outside has no witness', () => {
    for (const index of [-1, count, count + 1, 2 * count]) {
      expect(() => bench.honest([index])).toThrow(expect.objectContaining({ code: 'witness-invalid' }));
      expect(bench.accepts([index], row())).toBe(false);
      for (let place = 0; place < count; place++) expect(bench.accepts([index], row(place))).toBe(false);
    }
  });
});
