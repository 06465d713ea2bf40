import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { divide } from '../../../src-main/engine/proofs/groth16/gadgets/divide.ts';
import { fieldInverse } from '../../../src-main/engine/proofs/groth16/gadgets/field-inverse.ts';
import { gadgetBench, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);

describe.each([
  [1, 1],
  [3, 2],
  [20, 16],
  [100, 70],
  [148, 101],
] as const)('Divide(%i, %i)', (quotientBits, divisorBits) => {
  const quotients = 1n << BigInt(quotientBits);
  const divisors = 1n << BigInt(divisorBits);
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(divide, [quotientBits, divisorBits], folder);
  });

  const digits = (value: bigint, width: number) =>
    Array.from({ length: width }, (_, index) => (value >> BigInt(index)) & 1n);
  const own = (quotient: bigint, remainder: bigint, gap: bigint) => [
    ...digits(quotient, quotientBits),
    ...digits(remainder, divisorBits),
    ...digits(gap, divisorBits),
  ];
  const pair = fc
    .tuple(fc.bigInt(0n, quotients - 1n), fc.bigInt(1n, divisors))
    .chain(([quotient, divisor]) =>
      fc.bigInt(0n, divisor - 1n).map((remainder) => [quotient * divisor + remainder, divisor] as const),
    );

  test('costs Q + 2B + 2 rows, and the dividend stands in C only', () => {
    const { rowCount, outputCount, signalCount, rows } = bench.compiled;
    expect({ rowCount, outputCount, signalCount }).toEqual({
      rowCount: quotientBits + 2 * divisorBits + 2,
      outputCount: quotientBits,
      signalCount: quotientBits + 2 * divisorBits,
    });
    expect([...rows.A.signal, ...rows.B.signal]).not.toContain(1);
  });

  test('rounds down, agrees with circom, and every signal is fixed by the rows', async () => {
    const check = async ([dividend, divisor]: readonly [bigint, bigint], other: bigint) => {
      const expected = own(dividend / divisor, dividend % divisor, divisor - 1n - (dividend % divisor));
      expect(bench.honest([dividend, divisor]).map(BigInt)).toEqual(expected);
      if (Number.isSafeInteger(Number(dividend)) && Number.isSafeInteger(Number(divisor))) {
        expect(bench.honest([Number(dividend), Number(divisor)]).map(BigInt)).toEqual(expected);
      }
      await bench.expectHonest([dividend, divisor]);
      bench.expectTight([dividend, divisor], other);
    };
    for (const divisor of [1n, 2n, divisors - 1n, divisors]) {
      for (const dividend of [0n, 1n, divisor - 1n, divisor, quotients * divisor - 1n]) {
        if (dividend / divisor < quotients) await check([dividend, divisor], 3n);
      }
    }
    await fc.assert(fc.asyncProperty(pair, field, check), { seed: 24, numRuns: 10 });
  });

  test('a quotient one too small or too large is refused, with every remainder that could go with it', () => {
    fc.assert(
      fc.property(pair, ([dividend, divisor]) => {
        const [right, remainder] = [dividend / divisor, dividend % divisor];
        for (const quotient of [right - 1n, right + 1n, 0n, quotients - 1n]) {
          if (quotient === right || quotient < 0n || quotient >= quotients) continue;
          const rest = dividend - quotient * divisor;
          for (const forged of [rest, toField(rest), remainder, 0n]) {
            for (const gap of [divisor - 1n - forged, toField(divisor - 1n - forged), 0n, divisors - 1n]) {
              expect(bench.accepts([dividend, divisor], own(quotient, forged, gap))).toBe(false);
            }
          }
        }
      }),
      { seed: 25, numRuns: 20 },
    );
  });

  test('a division that comes out even in the field is refused', () => {
    fc.assert(
      fc.property(pair, ([dividend, divisor]) => {
        if (dividend % divisor === 0n) return;
        // quotient * divisor = dividend in the field, without a remainder: digits cannot say it, one odd digit could.
        const quotient = toField(dividend * fieldInverse(divisor));
        expect(bench.accepts([dividend, divisor], own(quotient, 0n, divisor - 1n))).toBe(false);
        const forged = own(0n, 0n, divisor - 1n);
        forged[0] = quotient;
        expect(bench.accepts([dividend, divisor], forged)).toBe(false);
        // The remainder of a quotient that is off by k / divisor is off by k.
        for (const off of [1n, -1n]) {
          const shifted = own(0n, dividend % divisor, divisor - 1n - (dividend % divisor));
          shifted[0] = toField(dividend / divisor + off * fieldInverse(divisor));
          shifted[quotientBits] = toField(shifted[quotientBits]! - off);
          shifted[quotientBits + divisorBits] = toField(shifted[quotientBits + divisorBits]! + off);
          expect(bench.accepts([dividend, divisor], shifted)).toBe(false);
        }
      }),
      { seed: 26, numRuns: 20 },
    );
  });

  test('a remainder of the divisor or more is refused', () => {
    for (const divisor of [1n, 2n, divisors]) {
      // dividend = divisor = 0 * divisor + divisor: the gap would be -1.
      for (const gap of [-1n, toField(-1n), 0n, divisors - 1n]) {
        expect(bench.accepts([divisor, divisor], own(0n, divisor, gap))).toBe(false);
      }
    }
  });

  test('a divisor of zero, a negative dividend and a quotient without room have no witness', () => {
    const hopeless = [
      [0n, 0n],
      [1n, 0n],
      [5n, SCALAR_FIELD],
      [-1n, 1n],
      [-1n, 2n],
      [quotients, 1n],
      [quotients * divisors, divisors],
    ] as const;
    for (const [dividend, divisor] of hopeless) {
      expect(() => bench.honest([dividend, divisor])).toThrow(
        expect.objectContaining({ code: 'witness-invalid' }),
      );
      for (const quotient of [0n, 1n, quotients - 1n]) {
        const rest = dividend - quotient * divisor;
        for (const remainder of [rest, toField(rest), 0n, divisors - 1n]) {
          for (const gap of [divisor - 1n - remainder, 0n, divisors - 1n]) {
            expect(bench.accepts([dividend, divisor], own(quotient, remainder, gap))).toBe(false);
          }
        }
      }
    }
  });
});
