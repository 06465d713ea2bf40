import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { innerProduct } from '../../../src-main/engine/proofs/groth16/gadgets/inner-product.ts';
import { gadgetBench, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);
const value = fc.oneof(fc.bigInt(-300n, 300n), fc.bigInt(-(1n << 60n), 1n << 60n), field);

describe.each([1, 2, 5])('InnerProduct(%i)', (length) => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(innerProduct, [length], folder);
  });

  test('costs M rows, and the rest stands in C only', () => {
    const { rowCount, outputCount, signalCount, inputCount, rows } = bench.compiled;
    expect({ rowCount, outputCount, signalCount, inputCount }).toEqual({
      rowCount: length,
      outputCount: 1,
      signalCount: length,
      inputCount: 2 * length + 1,
    });
    const rest = 2 * length + 1;
    expect([...rows.A.signal, ...rows.B.signal]).not.toContain(rest);
    expect([...rows.C.signal].filter((signal) => signal === rest)).toHaveLength(1);
  });

  test('is the sum, agrees with circom, and every signal is fixed by the rows', async () => {
    const inputs = fc.array(value, { minLength: 2 * length + 1, maxLength: 2 * length + 1 });
    await fc.assert(
      fc.asyncProperty(inputs, field, async (given, other) => {
        let sum = given[2 * length]!;
        for (let index = 0; index < length; index++) sum += given[index]! * given[length + index]!;
        expect(toField(BigInt(bench.honest(given)[0]!))).toBe(toField(sum));
        await bench.expectHonest(given);
        bench.expectTight(given, other);
        const small = given.map((entry) => (Number.isSafeInteger(Number(entry)) ? Number(entry) : entry));
        expect(bench.honest(small).map(BigInt).map(toField)).toEqual(
          bench.honest(given).map(BigInt).map(toField),
        );
      }),
      { seed: 21, numRuns: 20 },
    );
  });

  test('a wrong product is refused, with a sum that follows from it and with the right one', () => {
    const inputs = Array.from({ length: 2 * length + 1 }, (_, index) => BigInt(3 * index - 4));
    const own = bench.honest(inputs).map(BigInt);
    for (let index = 0; index < length; index++) {
      const forged = [...own];
      forged[index] = own[index]! + 1n;
      expect(bench.accepts(inputs, forged)).toBe(false);
      forged[0] = own[0]! + 1n;
      expect(bench.accepts(inputs, forged)).toBe(false);
    }
  });
});
