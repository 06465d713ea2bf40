import { describe, expect, it } from 'vitest';
import {
  splitIndex,
  tablePolynomial,
} from '../../../src-main/engine/proofs/groth16/linker/table-polynomial.ts';
import { Random } from '../support/random.ts';

describe('a table as a polynomial over bits', () => {
  it('has the entries as its values', () => {
    const random = new Random(31);
    for (let bits = 0; bits <= 7; bits++) {
      for (let highBits = 0; highBits <= Math.max(0, bits - 1); highBits++) {
        const entries = Array.from({ length: 2 ** bits }, () => BigInt(random.integer(-(2 ** 40), 2 ** 40)));
        const split = { lowBits: bits - highBits, highBits };
        const rows = tablePolynomial(entries, split);
        expect(rows.length).toBe(2 ** highBits);
        for (const [index, entry] of entries.entries()) {
          let value = 0n;
          rows.forEach((coefficients, high) => {
            coefficients.forEach((coefficient, low) => {
              const set = (high << split.lowBits) | low;
              if ((index & set) === set) value += BigInt(coefficient);
            });
          });
          expect(value).toBe(entry);
        }
      }
    }
  });

  it('is split so that few rows are needed', () => {
    expect(splitIndex(5, true)).toEqual({ lowBits: 3, highBits: 2 });
    expect(splitIndex(1, true)).toEqual({ lowBits: 1, highBits: 0 });
    expect(splitIndex(0, false)).toEqual({ lowBits: 0, highBits: 0 });
    const rowsOf = (bits: number) => {
      const { lowBits, highBits } = splitIndex(bits, false);
      return 2 ** lowBits - lowBits - 1 + (2 ** highBits - highBits - 1) + (2 ** highBits - 1);
    };
    // The cost of a table of 2^n entries without interpolation (design: table lookups).
    expect([8, 10, 12].map(rowsOf)).toEqual([37, 83, 177]);
  });
});
