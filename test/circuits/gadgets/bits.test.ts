import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { bits } from '../../../src-main/engine/proofs/groth16/gadgets/bits.ts';
import type { FieldValue } from '../../../src-main/engine/proofs/groth16/gadgets/gadget.ts';
import { gadgetBench, oddFieldValues, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);

describe.each([1, 3, 21, 250])('Bits(%i)', (width) => {
  const limit = 1n << BigInt(width);
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(bits, [width], folder);
  });

  /** The lowest `width` digits of an integer. */
  const digits = (value: bigint) =>
    Array.from({ length: width }, (_, index) => (value >> BigInt(index)) & 1n);

  test('costs W + 1 rows, one of them linear', () => {
    expect(bench.compiled.rowCount).toBe(width + 1);
    expect(bench.compiled.outputCount).toBe(width);
    const linear = bench.compiled.rows.A.rowPointer;
    expect([...linear].filter((pointer, row) => row > 0 && pointer === linear[row - 1])).toHaveLength(1);
  });

  test('assign agrees with circom and satisfies the rows', async () => {
    for (const value of [0n, 1n, limit - 1n, limit >> 1n]) await bench.expectHonest([value]);
    await fc.assert(
      fc.asyncProperty(fc.bigInt(0n, limit - 1n), field, async (value, other) => {
        await bench.expectHonest([value]);
        bench.expectTight([value], other);
        const wrapped: FieldValue[] = [value + SCALAR_FIELD, value - SCALAR_FIELD];
        for (const same of wrapped) expect(bench.honest([same])).toEqual(bench.honest([value]));
        if (value <= Number.MAX_SAFE_INTEGER) {
          expect(bench.honest([Number(value)])).toEqual(bench.honest([value]));
        }
      }),
      { seed: 1, numRuns: 12 },
    );
  });

  test('a value out of range has no witness', () => {
    const outside = [
      limit,
      limit + 1n,
      2n * limit - 1n,
      -1n,
      -limit,
      SCALAR_FIELD - 1n,
      (SCALAR_FIELD + 1n) / 2n,
    ];
    for (const value of outside) {
      expect(() => bench.honest([value])).toThrow(expect.objectContaining({ code: 'witness-invalid' }));
      const residue = toField(value);
      const candidates = [
        digits(value),
        digits(residue),
        digits(residue + SCALAR_FIELD),
        digits(limit - 1n),
        digits(0n),
      ];
      // The linear row can be closed with any one digit; then that digit is not 0 or 1.
      for (let closing = 0; closing < width; closing += Math.max(1, width - 1)) {
        const forged = digits(residue);
        forged[closing] = 0n;
        const rest = residue - forged.reduce((sum, digit, index) => sum + (digit << BigInt(index)), 0n);
        const inverse = power((SCALAR_FIELD + 1n) / 2n, BigInt(closing));
        forged[closing] = toField(rest * inverse);
        candidates.push(forged);
      }
      for (const candidate of candidates) expect(bench.accepts([value], candidate)).toBe(false);
    }
  });

  test('a digit that is no digit is refused even where the sum is right', () => {
    if (width === 1) return expect(bench.accepts([2n], [2n])).toBe(false);
    const two = digits(0n);
    two[0] = 2n;
    expect(bench.accepts([2n], two)).toBe(false);
    const borrowed = digits(0n);
    borrowed[0] = SCALAR_FIELD - 1n;
    borrowed[1] = 1n;
    expect(bench.accepts([1n], borrowed)).toBe(false);
  });

  if (width === 3)
    test('of all digits a cheater would try only the binary ones pass', () => {
      for (let value = -2; value < 10; value++) {
        const accepted: bigint[][] = [];
        for (const first of oddFieldValues) {
          for (const second of oddFieldValues) {
            for (const third of oddFieldValues) {
              if (bench.accepts([value], [first, second, third])) accepted.push([first, second, third]);
            }
          }
        }
        const inRange = value >= 0 && value < 8;
        expect(accepted).toEqual(inRange ? [[value & 1, (value >> 1) & 1, value >> 2].map(BigInt)] : []);
      }
    });
});

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let count = exponent; count > 0n; count--) result = toField(result * base);
  return result;
}
