import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { fieldInverse } from '../../../src-main/engine/proofs/groth16/gadgets/field-inverse.ts';
import { isZero } from '../../../src-main/engine/proofs/groth16/gadgets/is-zero.ts';
import { gadgetBench, oddFieldValues, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);
const INVERSE = 1;

describe('IsZero()', () => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(isZero, [], folder);
  });

  test('costs two rows', () => {
    expect(bench.compiled).toMatchObject({ rowCount: 2, inputCount: 1, outputCount: 1, signalCount: 2 });
  });

  test('says whether a value is 0, agrees with circom, and every signal is fixed but the inverse of 0', async () => {
    const check = async (value: bigint, other: bigint) => {
      expect(bench.honest([value])[0]).toBe(toField(value) === 0n ? 1 : 0);
      await bench.expectHonest([value]);
      bench.expectTight([value], other, (index) => index === INVERSE && toField(value) === 0n);
      if (!Number.isSafeInteger(Number(value))) return;
      expect(bench.honest([Number(value)]).map(BigInt)).toEqual(bench.honest([value]).map(BigInt));
    };
    for (const value of [0n, 1n, -1n, 2n, -77n, 1024n, -1025n, 5000n, SCALAR_FIELD, SCALAR_FIELD - 1n])
      await check(value, 5n);
    await fc.assert(fc.asyncProperty(field, field, check), { seed: 23, numRuns: 20 });
  });

  test('the other answer is refused, whatever the inverse', () => {
    for (const value of [0n, 1n, -1n, 5n, 1n << 200n]) {
      const right = value === 0n ? 1n : 0n;
      for (const inverse of [...oddFieldValues, fieldInverse(value), value]) {
        for (const out of oddFieldValues) {
          if (out !== right) expect(bench.accepts([value], [out, inverse])).toBe(false);
        }
      }
    }
  });
});

test('an inverse times its value is 1', () => {
  for (const value of [1n, 2n, -3n, 1n << 200n, SCALAR_FIELD - 1n, SCALAR_FIELD + 7n]) {
    expect(toField(value * fieldInverse(value))).toBe(1n);
  }
  expect(fieldInverse(0n)).toBe(0n);
  expect(fieldInverse(2n * SCALAR_FIELD)).toBe(0n);
});
