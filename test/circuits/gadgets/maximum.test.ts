import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { maximum } from '../../../src-main/engine/proofs/groth16/gadgets/maximum.ts';
import { gadgetBench, oddFieldValues, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);
const HALF = (SCALAR_FIELD + 1n) / 2n;

describe.each([1, 2, 19, 250])('Maximum(%i)', (width) => {
  const limit = 1n << BigInt(width);
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(maximum, [width], folder);
  });

  const digits = (value: bigint) =>
    Array.from({ length: width }, (_, index) => (value >> BigInt(index)) & 1n);
  const magnitudeOf = (own: readonly (number | bigint)[]) =>
    own.slice(0, width).reduce<bigint>((sum, digit, index) => sum + (BigInt(digit) << BigInt(index)), 0n);
  const edges = [0n, 1n, -1n, limit - 1n, 1n - limit, limit >> 1n, -(limit >> 1n)];

  test('costs W + 2 rows, and the difference stands in C only', () => {
    const { rowCount, outputCount, signalCount, rows } = bench.compiled;
    expect({ rowCount, outputCount, signalCount }).toEqual({
      rowCount: width + 2,
      outputCount: width,
      signalCount: width + 1,
    });
    expect(rows.A.signal).not.toContain(1);
    expect(rows.B.signal).not.toContain(1);
    expect([...rows.C.signal].filter((signal) => signal === 1)).toHaveLength(1);
  });

  test('gives the digits of |a - b|, agrees with circom, and every signal is fixed but the sign of zero', async () => {
    const check = async (difference: bigint, other: bigint) => {
      const own = bench.honest([difference]);
      expect(magnitudeOf(own)).toBe(difference < 0n ? -difference : difference);
      await bench.expectHonest([difference]);
      // The sign of a zero may be 1 or 0, and nothing else.
      if (difference !== 0n) bench.expectTight([difference], other);
      else bench.expectTight([difference], other < 2n ? 2n : other);
      expect(bench.honest([difference + SCALAR_FIELD])).toEqual(own);
      if (Number.isSafeInteger(Number(difference))) expect(bench.honest([Number(difference)])).toEqual(own);
    };
    for (const difference of edges) await check(difference, 5n);
    await fc.assert(fc.asyncProperty(fc.bigInt(1n - limit, limit - 1n), field, check), {
      seed: 6,
      numRuns: 15,
    });
  });

  test('of a difference of zero only zero digits pass, with either sign', () => {
    for (const sign of [0n, 1n]) {
      expect(bench.accepts([0n], [...digits(0n), sign])).toBe(true);
      expect(bench.accepts([0n], [...digits(1n), sign])).toBe(false);
    }
    for (const sign of [2n, -1n, HALF]) expect(bench.accepts([0n], [...digits(0n), sign])).toBe(false);
  });

  test('the other sign, the lesser value and the digits of anything else are refused', () => {
    for (const difference of edges.filter((value) => value !== 0n)) {
      const magnitude = difference < 0n ? -difference : difference;
      const sign = difference < 0n ? 0n : 1n;
      expect(bench.accepts([difference], [...digits(magnitude), 1n - sign])).toBe(false);
      // The lesser of two values is (a + b - |a - b|) / 2: the digits would have to be those of a negative number.
      const candidates = [
        0n,
        1n,
        magnitude - 1n,
        magnitude + 1n,
        -magnitude,
        limit - magnitude,
        toField(-magnitude),
      ];
      for (const wrong of candidates) {
        if (digits(wrong).every((digit, index) => digit === digits(magnitude)[index])) continue;
        for (const forged of [0n, 1n])
          expect(bench.accepts([difference], [...digits(wrong), forged])).toBe(false);
      }
      // The last row can be closed by a sign that is none, or by one digit that is none.
      const factor = toField(difference * inverse(magnitude + 1n));
      if (magnitude + 1n < limit) {
        const forged = toField((factor + 1n) * HALF);
        expect(bench.accepts([difference], [...digits(magnitude + 1n), forged])).toBe(false);
      }
      const closed = digits(magnitude);
      closed[0] = toField(closed[0]! - 2n * magnitude);
      expect(bench.accepts([difference], [...closed, 1n - sign])).toBe(false);
    }
  });

  test('a difference out of range has no witness', () => {
    const outside = [limit, limit + 1n, -limit, 2n * limit, HALF, -HALF, (1n << 251n) + 1n];
    for (const difference of outside) {
      expect(() => bench.honest([difference])).toThrow(expect.objectContaining({ code: 'witness-invalid' }));
      for (const forged of [difference, -difference, toField(difference), toField(-difference), limit - 1n]) {
        for (const sign of [0n, 1n])
          expect(bench.accepts([difference], [...digits(forged), sign])).toBe(false);
      }
    }
  });

  if (width === 2)
    test('of all values a cheater would try only the digits of |a - b| pass', () => {
      for (let difference = -6; difference <= 6; difference++) {
        const accepted = new Set<string>();
        for (const low of oddFieldValues) {
          for (const high of oddFieldValues) {
            for (const sign of [...oddFieldValues, SCALAR_FIELD - 2n, HALF + 1n]) {
              if (bench.accepts([difference], [low, high, sign])) accepted.add(`${low + 2n * high}`);
            }
          }
        }
        expect([...accepted]).toEqual(Math.abs(difference) < 4 ? [String(Math.abs(difference))] : []);
      }
    });
});

function inverse(value: bigint): bigint {
  let result = 1n;
  let base = toField(value);
  for (let exponent = SCALAR_FIELD - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % SCALAR_FIELD;
    base = (base * base) % SCALAR_FIELD;
  }
  return result;
}
