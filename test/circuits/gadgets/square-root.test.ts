import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { integerRoot } from '../../../src-main/engine/proofs/groth16/gadgets/integer-root.ts';
import { squareRoot } from '../../../src-main/engine/proofs/groth16/gadgets/square-root.ts';
import { gadgetBench, type GadgetBench } from '../support/gadget-bench.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const field = fc.bigInt(0n, SCALAR_FIELD - 1n);

describe.each([1, 2, 16, 40, 126])('SquareRoot(%i)', (width) => {
  const roots = 1n << BigInt(width);
  const largest = roots * roots - 1n;
  let bench: GadgetBench;
  beforeAll(async () => {
    bench = await gadgetBench(squareRoot, [width], folder);
  });

  const digits = (value: bigint, length: number) =>
    Array.from({ length }, (_, index) => (value >> BigInt(index)) & 1n);
  const own = (root: bigint, remainder: bigint, gap: bigint) => [
    ...digits(root, width),
    ...digits(remainder, width + 1),
    ...digits(gap, width + 1),
  ];
  const edges = [0n, 1n, 2n, 3n, 4n, largest, largest - 1n, (roots - 1n) ** 2n, (roots - 1n) ** 2n - 1n];

  test('costs 3W + 4 rows, and the square stands in C only', () => {
    const { rowCount, outputCount, signalCount, rows } = bench.compiled;
    expect({ rowCount, outputCount, signalCount }).toEqual({
      rowCount: 3 * width + 4,
      outputCount: width,
      signalCount: 3 * width + 2,
    });
    expect([...rows.A.signal, ...rows.B.signal]).not.toContain(1);
  });

  test('rounds down, agrees with circom, and every signal is fixed by the rows', async () => {
    const check = async (square: bigint, other: bigint) => {
      const values = bench.honest([square]).map(BigInt);
      const root = values.slice(0, width).reduce((sum, digit, index) => sum + (digit << BigInt(index)), 0n);
      expect(root * root <= square && square < (root + 1n) ** 2n).toBe(true);
      expect(values).toEqual(own(root, square - root * root, 2n * root - (square - root * root)));
      if (Number.isSafeInteger(Number(square)))
        expect(bench.honest([Number(square)]).map(BigInt)).toEqual(values);
      await bench.expectHonest([square]);
      bench.expectTight([square], other);
    };
    for (const square of edges) if (square <= largest) await check(square, 3n);
    await fc.assert(fc.asyncProperty(fc.bigInt(0n, largest), field, check), { seed: 27, numRuns: 10 });
  });

  test('a root that is off by one, or negative, is refused, with every remainder that could go with it', () => {
    for (const square of [...edges, 5n, 10n, largest / 2n]) {
      if (square > largest) continue;
      const right = integerRoot(square) as bigint;
      for (const root of [right - 1n, right + 1n, 0n, roots - 1n]) {
        if (root === right || root < 0n || root >= roots) continue;
        const rest = square - root * root;
        for (const remainder of [rest, toField(rest), 0n]) {
          for (const gap of [2n * root - remainder, toField(2n * root - remainder), 0n]) {
            expect(bench.accepts([square], own(root, remainder, gap))).toBe(false);
          }
        }
      }
      // r - root has the same square in the field.
      if (right === 0n) continue;
      const rest = square - right * right;
      const negated = own(right, rest, 0n).map((digit, index) => (index < width ? toField(-digit) : digit));
      for (const gap of [-2n * right - rest, toField(-2n * right - rest)]) {
        negated.splice(2 * width + 1, width + 1, ...digits(gap, width + 1));
        expect(bench.accepts([square], negated)).toBe(false);
      }
    }
  });

  test('a negative number and one that is too large have no witness', () => {
    for (const square of [-1n, -4n, largest + 1n, 2n * largest + 2n]) {
      expect(() => bench.honest([square])).toThrow(expect.objectContaining({ code: 'witness-invalid' }));
      for (const root of [0n, 1n, roots - 1n]) {
        const rest = square - root * root;
        for (const remainder of [rest, toField(rest), 0n, 2n * roots - 1n]) {
          expect(bench.accepts([square], own(root, remainder, 2n * root - remainder))).toBe(false);
        }
      }
    }
  });
});

test('whole roots of numbers of every size', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 1n << 125n), fc.bigInt(0n, 1n << 125n), (root, more) => {
      const square = root * root + (root === 0n ? 0n : more % (2n * root + 1n));
      expect(integerRoot(square)).toBe(root);
      const small = root % 94_906_265n;
      for (const value of [small * small, small * small + 2n * small]) {
        expect(integerRoot(Number(value))).toBe(Number(small));
      }
    }),
    { seed: 28 },
  );
  expect(integerRoot(Number.MAX_SAFE_INTEGER)).toBe(94_906_265);
});
