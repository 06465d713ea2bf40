import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { saturate } from '../../../src-main/engine/proofs/groth16/gadgets/saturate.ts';
import { smallInverse } from '../../../src-main/engine/proofs/groth16/gadgets/small-inverse.ts';
import { gadgetBench, oddFieldValues, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);
const WITNESS = 1;

describe('Saturate()', () => {
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(saturate, [], folder);
  });

  test('costs two rows, and the result in range stands in C only', () => {
    const { rows, ...counts } = bench.compiled;
    expect(counts).toMatchObject({ rowCount: 2, inputCount: 3, outputCount: 1, signalCount: 2 });
    expect([...rows.A.signal, ...rows.B.signal]).not.toContain(3);
  });

  test('chooses, agrees with circom, and every signal is fixed but the witness in range', async () => {
    const check = async (excess: number, saturated: bigint, inside: bigint, other: bigint) => {
      const inputs = [excess, saturated, inside];
      expect(BigInt(bench.honest(inputs)[0]!)).toBe(excess === 0 ? inside : saturated);
      await bench.expectHonest(inputs);
      bench.expectTight(inputs, other, (index) => index === WITNESS && excess === 0);
    };
    for (const excess of [0, 1, -1, 30, -30]) await check(excess, -128n, 77n, 5n);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -40, max: 40 }),
        fc.bigInt(-1000n, 1000n),
        fc.bigInt(-(1n << 70n), 1n << 70n),
        field,
        check,
      ),
      { seed: 22, numRuns: 25 },
    );
  });

  test('the other choice is refused, with the witness that closes a row and with others', () => {
    for (const excess of [0, 1, -1, 7, -7]) {
      const [saturated, inside] = [-128n, 77n];
      const right = excess === 0 ? inside : saturated;
      for (const out of [saturated, inside, 0n, 1n, saturated + 1n, inside - 1n]) {
        if (out === right) continue;
        for (const witness of [...oddFieldValues, (out - inside) * smallInverse(excess)]) {
          expect(bench.accepts([excess, saturated, inside], [out, witness])).toBe(false);
        }
      }
    }
  });
});
