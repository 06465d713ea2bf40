import { toField } from '../../bn254.ts';
import type { FieldValue } from '../gadgets/gadget.ts';
import type { ConstraintSystem, SparseMatrix } from './constraint-system.ts';

/** The first row that the assignment violates, or undefined where it satisfies all. Slow and plain, for checking. */
export function findViolatedRow(system: ConstraintSystem, values: readonly FieldValue[]): number | undefined {
  const coefficients = system.coefficients.map(BigInt);
  const evaluate = ({ rowPointer, wire, coefficient }: SparseMatrix, row: number): bigint => {
    let sum = 0n;
    for (let term = rowPointer[row]!; term < rowPointer[row + 1]!; term++) {
      sum += coefficients[coefficient[term]!]! * BigInt(values[wire[term]!]!);
    }
    return sum;
  };
  for (let row = 0; row < system.rowCount; row++) {
    const left = evaluate(system.A, row) * evaluate(system.B, row);
    if (toField(left - evaluate(system.C, row)) !== 0n) return row;
  }
  return undefined;
}
