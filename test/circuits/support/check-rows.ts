import { toField } from '../../../src-main/engine/proofs/bn254.ts';
import type {
  CompiledGadget,
  GadgetMatrix,
} from '../../../src-main/engine/proofs/groth16/gadgets/compiled-gadget.ts';
import type { FieldValue } from '../../../src-main/engine/proofs/groth16/gadgets/gadget.ts';

/** The local assignment of a gadget: the constant one, its inputs, its own signals. */
export function localAssignment(inputs: readonly FieldValue[], own: readonly FieldValue[]): bigint[] {
  return [
    1n,
    ...inputs.map((value) => toField(BigInt(value))),
    ...own.map((value) => toField(BigInt(value))),
  ];
}

/** The rows with A * B != C under an assignment of all local signals. */
export function violatedRows(compiled: CompiledGadget, assignment: readonly bigint[]): number[] {
  const expected = 1 + compiled.inputCount + compiled.signalCount;
  if (assignment.length !== expected) throw new Error(`${assignment.length} values for ${expected} signals`);
  return Array.from({ length: compiled.rowCount }, (_, row) => row).filter(
    (row) => !rowHolds(compiled, row, assignment),
  );
}

/** Whether A * B = C holds in one row. */
export function rowHolds(
  { rows: { A, B, C } }: CompiledGadget,
  row: number,
  assignment: readonly bigint[],
): boolean {
  const [a, b, c] = [A, B, C].map((matrix) => evaluate(matrix, row, assignment)) as [bigint, bigint, bigint];
  return toField(a * b - c) === 0n;
}

/** For each local signal the rows in which it stands. */
export function rowsBySignal(compiled: CompiledGadget): number[][] {
  const rows = Array.from(
    { length: 1 + compiled.inputCount + compiled.signalCount },
    () => new Set<number>(),
  );
  for (const matrix of Object.values(compiled.rows)) {
    for (let row = 0; row < compiled.rowCount; row++) {
      for (const signal of matrix.signal.subarray(matrix.rowPointer[row], matrix.rowPointer[row + 1])) {
        rows[signal]!.add(row);
      }
    }
  }
  return rows.map((set) => [...set]);
}

function evaluate(matrix: GadgetMatrix, row: number, assignment: readonly bigint[]): bigint {
  let sum = 0n;
  for (let term = matrix.rowPointer[row]!; term < matrix.rowPointer[row + 1]!; term++) {
    sum += matrix.coefficient[term]! * assignment[matrix.signal[term]!]!;
  }
  return toField(sum);
}
