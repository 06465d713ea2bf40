import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { bind } from '../../../src-main/engine/proofs/groth16/gadgets/bind.ts';
import { wire } from '../../../src-main/engine/proofs/groth16/gadgets/wire.ts';
import { gadgetBench, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);
const edges = [0n, 1n, -1n, SCALAR_FIELD - 1n, SCALAR_FIELD + 5n, -(1n << 249n)];

describe('Wire()', () => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(wire, [], folder);
  });

  test('one linear row', () => {
    expect(bench.compiled).toMatchObject({ rowCount: 1, inputCount: 1, outputCount: 1, signalCount: 1 });
    expect(bench.compiled.rows.A.signal).toHaveLength(0);
    expect(bench.compiled.rows.B.signal).toHaveLength(0);
  });

  test('agrees with circom, and no other output passes', async () => {
    for (const value of edges) await bench.expectHonest([value]);
    await bench.expectHonest([-17]);
    await fc.assert(
      fc.asyncProperty(field, field, async (value, other) => {
        await bench.expectHonest([value]);
        bench.expectTight([value], other);
      }),
      { seed: 4, numRuns: 15 },
    );
  });
});

describe('Bind()', () => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(bind, [], folder);
  });

  test('one row; the input stands in A and B', () => {
    expect(bench.compiled).toMatchObject({ rowCount: 1, inputCount: 1, outputCount: 1, signalCount: 1 });
    expect([...bench.compiled.rows.A.signal]).toEqual([1]);
    expect([...bench.compiled.rows.B.signal]).toEqual([1]);
  });

  test('agrees with circom; no other square passes, and none fits another input', async () => {
    for (const value of edges) await bench.expectHonest([value]);
    await fc.assert(
      fc.asyncProperty(field, field, async (value, other) => {
        await bench.expectHonest([value]);
        bench.expectTight([value], other);
        expect(bench.accepts([toField(value + 1n)], bench.honest([value]))).toBe(false);
      }),
      { seed: 5, numRuns: 15 },
    );
  });
});
