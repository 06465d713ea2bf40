import { describe, expect, it } from 'vitest';
import {
  type Coefficient,
  CoefficientTable,
  MatrixBuilder,
  multiplyCoefficients,
  normalize,
  type SparseMatrix,
} from '../../../src-main/engine/proofs/groth16/linker/constraint-system.ts';
import { Random } from '../support/random.ts';

function rowsOf(matrix: SparseMatrix, table: CoefficientTable): Map<number, bigint>[] {
  return Array.from({ length: matrix.rowPointer.length - 1 }, (_, row) => {
    const terms = new Map<number, bigint>();
    for (let term = matrix.rowPointer[row]!; term < matrix.rowPointer[row + 1]!; term++) {
      const wire = matrix.wire[term]!;
      expect(terms.has(wire), `wire ${wire} stands twice in row ${row}`).toBe(false);
      terms.set(wire, BigInt(table.at(matrix.coefficient[term]!)));
    }
    return terms;
  });
}

describe('MatrixBuilder', () => {
  it('merges a wire that comes twice in a row, and only in that row', () => {
    const table = new CoefficientTable();
    const builder = new MatrixBuilder(table);
    builder.add(7, 3);
    builder.add(0, 1);
    builder.add(7, -5);
    builder.endRow();
    builder.endRow();
    builder.add(7, 3);
    builder.endRow();
    builder.add(0, 2);
    builder.add(0, 2n ** 253n);
    builder.add(7, 4);
    builder.add(7, -4);
    builder.endRow();
    expect(builder.rowCount).toBe(4);
    const matrix = builder.finish();
    expect([...matrix.rowPointer]).toEqual([0, 2, 2, 3, 5]);
    expect(rowsOf(matrix, table)).toEqual([
      new Map([
        [7, -2n],
        [0, 1n],
      ]),
      new Map(),
      new Map([[7, 3n]]),
      new Map([
        [0, 2n ** 253n + 2n],
        [7, 0n],
      ]),
    ]);
  });

  it('holds what a plain list of sums holds, beyond every first size', () => {
    const random = new Random(11);
    const table = new CoefficientTable();
    const builder = new MatrixBuilder(table);
    const expected: Map<number, bigint>[] = [];
    for (let row = 0; row < 3000; row++) {
      const terms = new Map<number, bigint>();
      for (let count = random.integer(0, 12); count > 0; count--) {
        const wire = random.pick([random.integer(0, 5), random.integer(0, 20_000)]);
        const coefficient: Coefficient = random.chance(0.9)
          ? random.integer(-9, 9)
          : random.pick([random.bigint(254), -random.bigint(254), 2 ** 53 - 1, -(2 ** 53 - 1), 2n ** 53n]);
        builder.add(wire, coefficient);
        terms.set(wire, (terms.get(wire) ?? 0n) + BigInt(coefficient));
      }
      builder.endRow();
      expected.push(terms);
    }
    expect(rowsOf(builder.finish(), table)).toEqual(expected);
  });
});

describe('CoefficientTable', () => {
  it('keeps each coefficient once, whichever type it comes in', () => {
    const table = new CoefficientTable();
    const big = 2n ** 200n;
    const indices = [5, 5n, -5, big, -big, big, 2 ** 53 - 1, 2n ** 53n - 1n, 2 ** 53, 2n ** 53n, 0, -0].map(
      (value) => table.index(value),
    );
    expect(indices).toEqual([0, 0, 1, 2, 3, 2, 4, 4, 5, 5, 6, 6]);
    expect(table.values.map(BigInt)).toEqual([5n, -5n, big, -big, 2n ** 53n - 1n, 2n ** 53n, 0n]);
  });

  it('counts exactly around the end of safe integers', () => {
    for (const [a, b] of [
      [2 ** 27, 2 ** 26],
      [2 ** 27, 2 ** 25],
      [94906267, 94906267],
      [-(2 ** 40), 2 ** 40],
      [2n ** 100n, -3],
      [0, -7],
    ] as const) {
      const product = multiplyCoefficients(a, b);
      expect(BigInt(product)).toBe(BigInt(a) * BigInt(b));
      expect(typeof product === 'number').toBe(Number.isSafeInteger(Number(BigInt(a) * BigInt(b))));
    }
    for (const value of [2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), 1n - 2n ** 53n, 2 ** 53, 2 ** 53 - 1]) {
      expect(BigInt(normalize(value))).toBe(BigInt(value));
      expect(typeof normalize(value)).toBe(Number.isSafeInteger(Number(value)) ? 'number' : 'bigint');
    }
  });
});
