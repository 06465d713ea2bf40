import { beforeAll, describe, expect, test } from 'vitest';
import { monomialIndex, monomials } from '../../../src-main/engine/proofs/groth16/gadgets/monomials.ts';
import { gadgetBench, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

describe.each([2, 3, 5])('Monomials(%i)', (bits) => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(monomials, [bits], folder);
  });
  const patterns = Array.from({ length: 2 ** bits }, (_, pattern) =>
    Array.from({ length: bits }, (_, bit) => (pattern >> bit) & 1),
  );

  test('costs a row for each set of two bits or more', () => {
    const count = 2 ** bits - bits - 1;
    expect(bench.compiled).toMatchObject({ rowCount: count, outputCount: count, signalCount: count });
  });

  test('is the product of the bits of every set, agrees with circom, and every signal is fixed', async () => {
    for (const [pattern, inputs] of patterns.entries()) {
      const own = bench.honest(inputs);
      for (let set = 1; set < 2 ** bits; set++) {
        const index = monomialIndex(set);
        if (Number.isInteger(Math.log2(set))) expect(index).toBeLessThan(0);
        else expect(own[index]).toBe((pattern & set) === set ? 1 : 0);
      }
      await bench.expectHonest(inputs);
      bench.expectTight(inputs, 7n);
    }
  });
});
