import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { clamp } from '../../../src-main/engine/proofs/groth16/gadgets/clamp.ts';
import { reluExact } from '../../../src-main/engine/proofs/groth16/gadgets/relu-exact.ts';
import { relu } from '../../../src-main/engine/proofs/groth16/gadgets/relu.ts';
import { smallInverse } from '../../../src-main/engine/proofs/groth16/gadgets/small-inverse.ts';
import { gadgetBench, oddFieldValues, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);

/** Own signals of Relu and Clamp. */
const OUT = 0;
const WITNESS = 1;

/** The digits of q + 2^(width-1), lowest first: what the caller hands over for a rescaled value of `width` bits. */
const digitsOf = (q: number, width: number) =>
  Array.from({ length: width }, (_, index) => Math.floor((q + 2 ** (width - 1)) / 2 ** index) % 2);

const cases = [
  { name: 'Relu(8, 3)', gadget: relu, params: [8, 3], width: 12, low: 0, high: 255 },
  { name: 'Relu(2, 1)', gadget: relu, params: [2, 1], width: 4, low: 0, high: 3 },
  { name: 'Clamp(8, 4)', gadget: clamp, params: [8, 4], width: 12, low: -128, high: 127 },
  { name: 'Clamp(16, 2)', gadget: clamp, params: [16, 2], width: 18, low: -32768, high: 32767 },
  { name: 'Clamp(2, 2)', gadget: clamp, params: [2, 2], width: 4, low: -2, high: 1 },
] as const;

describe.each(cases)('$name', ({ gadget, params, width, low, high }) => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(gadget, params, folder);
  });

  const limit = 2 ** (width - 1);
  const edges = [-limit, -limit + 1, low - 1, low, low + 1, -1, 0, 1, high - 1, high, high + 1, limit - 1];
  const values = edges.filter((q) => q >= -limit && q < limit);
  const expected = (q: number) => BigInt(Math.min(Math.max(q, low), high));
  /** How many digits speak against the value that the low digits give. */
  const excessOf = (inputs: readonly number[], lowCount: number, top: boolean) => {
    const count = inputs.slice(lowCount, width - 1).reduce((sum, digit) => sum + digit, 0);
    if (gadget === relu) return count + (top ? 0 : 1);
    return count - (top ? 0 : width - 1 - lowCount);
  };
  const fits = (q: number) => q >= (low === 0 ? 0 : low) && q <= high;

  test('costs two rows', () => {
    expect(bench.compiled).toMatchObject({ rowCount: 2, inputCount: width, outputCount: 1, signalCount: 2 });
  });

  test('saturates like the integer graph, agrees with circom, and every signal is fixed by the rows', async () => {
    const check = async (q: number, other: bigint) => {
      const inputs = digitsOf(q, width);
      const own = bench.honest(inputs);
      expect(BigInt(own[OUT]!)).toBe(expected(q));
      await bench.expectHonest(inputs);
      // Where nothing saturates the witness is free: it stands in one row only, where 0 multiplies it.
      bench.expectTight(inputs, other, (index) => index === WITNESS && fits(q));
    };
    for (const q of values) await check(q, 5n);
    await fc.assert(fc.asyncProperty(fc.integer({ min: -limit, max: limit - 1 }), field, check), {
      seed: 2,
      numRuns: 25,
    });
  });

  test('an output that does not saturate where it should, or does where it should not, is refused', () => {
    for (const q of values) {
      const inputs = digitsOf(q, width);
      const own = bench.honest(inputs);
      const top = inputs[width - 1] === 1;
      const lowCount = gadget.inputs(params)[0]!.length;
      const lowValue = inputs.slice(0, lowCount).reduce((sum, digit, index) => sum + digit * 2 ** index, 0);
      const inside = gadget === relu || top ? lowValue : lowValue + low;
      const saturated = top ? high : low;
      const excess = excessOf(inputs, lowCount, top);
      for (const out of [saturated, inside, 0, 1, low, high, low - 1, high + 1, q]) {
        if (BigInt(out) === expected(q)) continue;
        // The witness that the second row would ask for, where there is one, and others.
        for (const witness of [
          0n,
          1n,
          7n,
          BigInt(own[WITNESS]!),
          BigInt(out - inside) * smallInverse(excess),
        ]) {
          expect(bench.accepts(inputs, [BigInt(out), witness]), `q = ${q}, ${out}, ${witness}`).toBe(false);
        }
      }
    }
  });

  if (width === 4)
    test('of all values a cheater would try only the right output passes', () => {
      for (let q = -limit; q < limit; q++) {
        const inputs = digitsOf(q, width);
        let accepted = 0;
        for (let out = low - 9; out <= high + 9; out++) {
          for (let numerator = -9; numerator <= 9; numerator++) {
            for (const divisor of [1, 2, 3, -1, -2, -3]) {
              if (!bench.accepts(inputs, [out, BigInt(numerator) * smallInverse(divisor)])) continue;
              accepted++;
              expect(BigInt(out)).toBe(expected(q));
            }
          }
          for (const witness of oddFieldValues) {
            if (bench.accepts(inputs, [out, witness])) expect(BigInt(out)).toBe(expected(q));
          }
        }
        expect(accepted).toBeGreaterThan(0);
      }
    });
});

describe('ReluExact(8)', () => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(reluExact, [8], folder);
  });

  test('costs one row', () => {
    expect(bench.compiled).toMatchObject({ rowCount: 1, inputCount: 9, signalCount: 1 });
  });

  test('is max(q, 0), agrees with circom, and only the right output passes', async () => {
    const check = async (q: number, other: bigint) => {
      const inputs = digitsOf(q, 9);
      expect(bench.honest(inputs)).toEqual([Math.max(q, 0)]);
      await bench.expectHonest(inputs);
      bench.expectTight(inputs, other);
      const lowValue = q < 0 ? q + 256 : q;
      for (const wrong of [-1, 0, 255, lowValue, q]) {
        if (wrong !== Math.max(q, 0)) expect(bench.accepts(inputs, [wrong])).toBe(false);
      }
    };
    for (const q of [-256, -255, -1, 0, 1, 254, 255]) await check(q, 9n);
    await fc.assert(fc.asyncProperty(fc.integer({ min: -256, max: 255 }), field, check), {
      seed: 3,
      numRuns: 25,
    });
  });
});

test('the small inverses are inverses', () => {
  for (const value of [1, 2, 3, 4, 250, 97, -1, -2, -250]) {
    expect(toField(BigInt(value) * smallInverse(value))).toBe(1n);
  }
  expect(smallInverse(0)).toBe(0n);
});
