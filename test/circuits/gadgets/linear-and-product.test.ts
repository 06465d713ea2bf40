import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { bind } from '../../../src-main/engine/proofs/groth16/gadgets/bind.ts';
import { maximum } from '../../../src-main/engine/proofs/groth16/gadgets/maximum.ts';
import { pack } from '../../../src-main/engine/proofs/groth16/gadgets/pack.ts';
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

describe('Maximum()', () => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(maximum, [], folder);
  });

  test('one row', () => {
    expect(bench.compiled).toMatchObject({ rowCount: 1, inputCount: 3, outputCount: 1, signalCount: 1 });
  });

  test('chooses by select, agrees with circom, and the value not chosen is refused', async () => {
    const check = async (select: number, a: number, b: number, other: bigint) => {
      const inputs = [select, a, b];
      expect(bench.honest(inputs)).toEqual([select === 1 ? a : b]);
      await bench.expectHonest(inputs);
      bench.expectTight(inputs, other);
      if (a !== b) expect(bench.accepts(inputs, [select === 1 ? b : a])).toBe(false);
    };
    for (const select of [0, 1]) {
      await check(select, -128, 127, 3n);
      await check(select, 127, -128, 3n);
      await check(select, 0, 0, 3n);
    }
    const value = fc.maxSafeInteger();
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1 }), value, value, field, check), {
      seed: 6,
      numRuns: 15,
    });
  });
});

describe.each([
  [1, 8],
  [31, 8],
])('Pack(%i, %i)', (count, bits) => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(pack, [count, bits], folder);
  });
  const values = fc.array(fc.integer({ min: 0, max: 2 ** bits - 1 }), { minLength: count, maxLength: count });

  test('one linear row', () => {
    expect(bench.compiled).toMatchObject({ rowCount: 1, inputCount: count, outputCount: 1, signalCount: 1 });
    expect(bench.compiled.rows.A.signal).toHaveLength(0);
    expect(bench.compiled.rows.B.signal).toHaveLength(0);
  });

  test('agrees with circom; another word, or another list of values in range for the word, is refused', async () => {
    const check = async (list: number[], other: bigint, second: number[]) => {
      await bench.expectHonest(list);
      const word = bench.honest(list);
      const unpacked = list.map((_, index) =>
        Number(BigInt.asUintN(bits, BigInt(word[0]!) >> BigInt(bits * index))),
      );
      expect(unpacked).toEqual(list);
      bench.expectTight(list, other);
      expect(bench.accepts(second, word)).toBe(String(second) === String(list));
      for (let index = 0; index < count; index++) {
        const changed = [...list];
        changed[index] = (changed[index]! + 1) % 2 ** bits;
        expect(bench.accepts(changed, word)).toBe(false);
      }
    };
    const filled = (value: number) => new Array<number>(count).fill(value);
    await check(filled(0), 7n, filled(255));
    await check(filled(255), 7n, filled(0));
    await fc.assert(fc.asyncProperty(values, field, values, check), { seed: 7, numRuns: 10 });
  });

  if (count > 1)
    test('only the range of the values makes the unpacking unique, as the note says', () => {
      const list = new Array<number>(count).fill(1);
      const word = bench.honest(list);
      expect(bench.accepts([1 + 2 ** bits, 0, ...list.slice(2)], word)).toBe(true);
    });
});
