import { toField } from '../../../src-main/engine/proofs/bn254.ts';
import type {
  ConstraintSystem,
  SparseMatrix,
} from '../../../src-main/engine/proofs/groth16/linker/constraint-system.ts';

/** Checks the rows of one wire only, for the many assignments that differ from a good one in one value. */
export class RowChecker {
  readonly #system: ConstraintSystem;
  readonly #coefficients: bigint[];
  readonly #rowsOf: Set<number>[];

  constructor(system: ConstraintSystem) {
    this.#system = system;
    this.#coefficients = system.coefficients.map(BigInt);
    this.#rowsOf = Array.from({ length: system.wireCount }, () => new Set<number>());
    for (const matrix of [system.A, system.B, system.C]) {
      for (let row = 0; row < system.rowCount; row++) {
        for (let term = matrix.rowPointer[row]!; term < matrix.rowPointer[row + 1]!; term++) {
          this.#rowsOf[matrix.wire[term]!]!.add(row);
        }
      }
    }
  }

  /** Whether a row that names the wire is violated. */
  violates(wire: number, values: readonly bigint[]): boolean {
    const { A, B, C } = this.#system;
    for (const row of this.#rowsOf[wire]!) {
      const product = this.#evaluate(A, row, values) * this.#evaluate(B, row, values);
      if (toField(product - this.#evaluate(C, row, values)) !== 0n) return true;
    }
    return false;
  }

  #evaluate({ rowPointer, wire, coefficient }: SparseMatrix, row: number, values: readonly bigint[]): bigint {
    let sum = 0n;
    for (let term = rowPointer[row]!; term < rowPointer[row + 1]!; term++) {
      sum += this.#coefficients[coefficient[term]!]! * values[wire[term]!]!;
    }
    return sum;
  }
}
