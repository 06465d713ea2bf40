import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderPoseidonConstants } from '../../../circuits/generate-poseidon-constants.ts';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import type { Gadget } from '../../../src-main/engine/proofs/groth16/gadgets/gadget.ts';
import { poseidonBlock } from '../../../src-main/engine/proofs/groth16/gadgets/poseidon-block.ts';
import { poseidon16 } from '../../../src-main/engine/proofs/groth16/gadgets/poseidon.ts';
import { circomWitness, type CircomWitness } from '../support/circom-witness.ts';
import { gadgetBench, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);
const inputs = fc.array(field, { minLength: 16, maxLength: 16 });
const counting = Array.from({ length: 16 }, (_, index) => BigInt(index + 1));

/** circomlib's template as if it were a gadget, for its witness calculator alone. */
const circomlibPoseidon: Gadget<readonly []> = {
  ...poseidonBlock,
  template: 'CircomlibPoseidon',
  file: fileURLToPath(new URL('../support/circomlib-poseidon.circom', import.meta.url)),
  signals: () => [{ name: 'out', length: 1 }],
};

test('the checked-in constants are those of circomlib', () => {
  const file = new URL(
    '../../../src-main/engine/proofs/groth16/gadgets/generated/poseidon-constants.json',
    import.meta.url,
  );
  expect(readFileSync(file, 'utf8')).toBe(renderPoseidonConstants());
});

test('poseidon16 equals circomlib’s Poseidon(16)', async () => {
  const circomlib: CircomWitness = await circomWitness(circomlibPoseidon, [], folder);
  // The value for 1..16 is also the one in circomlib's own tests.
  expect(poseidon16(counting)).toBe(
    9989051620750914585850546081941653841776809718687451684622678807385399211877n,
  );
  const edges = [counting, new Array<bigint>(16).fill(0n), new Array<bigint>(16).fill(SCALAR_FIELD - 1n)];
  for (const values of edges) expect(await circomlib(values)).toEqual([poseidon16(values)]);
  await fc.assert(
    fc.asyncProperty(inputs, async (values) => {
      expect(await circomlib(values)).toEqual([poseidon16(values)]);
    }),
    { seed: 8, numRuns: 10 },
  );
});

test('poseidon16 takes 16 inputs, reduced or not', () => {
  expect(poseidon16(counting.map((value) => value - SCALAR_FIELD))).toBe(poseidon16(counting));
  expect(() => poseidon16(counting.slice(1))).toThrow(RangeError);
});

describe('PoseidonBlock()', () => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(poseidonBlock, [], folder);
  });

  test('three rows for each of 203 S-boxes and one for the output', () => {
    expect(bench.compiled).toMatchObject({ rowCount: 610, inputCount: 16, outputCount: 1, signalCount: 610 });
  });

  test('agrees with circom, and every signal is fixed by the rows', async () => {
    await bench.expectHonest(counting);
    await bench.expectHonest(new Array(16).fill(0));
    bench.expectTight(counting, 0n);
    await fc.assert(
      fc.asyncProperty(inputs, field, async (values, other) => {
        expect(bench.honest(values)[0]).toBe(poseidon16(values));
        await bench.expectHonest(values);
        bench.expectTight(values, other);
      }),
      { seed: 9, numRuns: 3 },
    );
  });

  test('the witness of one input fits no other', () => {
    const own = bench.honest(counting);
    for (let index = 0; index < 16; index++) {
      const changed = [...counting];
      changed[index] = changed[index]! + 1n;
      expect(bench.accepts(changed, own)).toBe(false);
    }
    expect(bench.accepts(counting, bench.honest([0n, ...counting.slice(1)]))).toBe(false);
  });
});
