import { type LongWork, throwIfAborted } from '../../../../api/progress.ts';
import { BinFileWriter } from '../../binfile/bin-file-writer.ts';
import { SCALAR_FIELD, toField } from '../../bn254.ts';
import type { ConstraintSystem, SparseMatrix } from './constraint-system.ts';
import { writeFieldElement } from './write-field-element.ts';

const FIELD_BYTES = 32;
/** A term: u32 wire, 32-byte coefficient. */
const TERM_BYTES = 4 + FIELD_BYTES;

/**
 * Streams the constraint system as .r1cs (iden3 binary format 1): u32 and u64 little-endian, coefficients plain
 * little-endian. All public signals are declared as public inputs.
 * @throws AppError `disk-full`, `workspace-unusable`, `aborted`; nothing is left at `path` then
 */
export async function writeR1cs(path: string, system: ConstraintSystem, { signal }: LongWork): Promise<void> {
  const writer = await BinFileWriter.open(path, 'r1cs', 1, 3);
  try {
    writer.startSection(1);
    await writer.write(headerBytes(system));
    await writer.endSection();

    writer.startSection(2);
    const table = coefficientBytes(system);
    const matrices = [system.A, system.B, system.C];
    for (let row = 0; row < system.rowCount; row++) {
      if (row % 4096 === 0) throwIfAborted(signal);
      for (const matrix of matrices) await writer.write(rowBytes(matrix, row, table));
    }
    await writer.endSection();

    writer.startSection(3);
    const labels = new BigUint64Array(system.wireCount);
    for (let wire = 0; wire < system.wireCount; wire++) labels[wire] = BigInt(wire);
    await writer.write(new Uint8Array(labels.buffer));
    await writer.endSection();
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

function headerBytes(system: ConstraintSystem): Uint8Array {
  const bytes = new Uint8Array(4 + FIELD_BYTES + 4 * 4 + 8 + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, FIELD_BYTES, true);
  writeFieldElement(bytes, 4, SCALAR_FIELD);
  const counts = 4 + FIELD_BYTES;
  view.setUint32(counts, system.wireCount, true);
  view.setUint32(counts + 4, 0, true);
  view.setUint32(counts + 8, system.publicCount, true);
  view.setUint32(counts + 12, 0, true);
  view.setBigUint64(counts + 16, BigInt(system.wireCount), true);
  view.setUint32(counts + 24, system.rowCount, true);
  return bytes;
}

function coefficientBytes({ coefficients }: ConstraintSystem): Uint8Array {
  const bytes = new Uint8Array(coefficients.length * FIELD_BYTES);
  coefficients.forEach((value, index) =>
    writeFieldElement(bytes, index * FIELD_BYTES, toField(BigInt(value))),
  );
  return bytes;
}

function rowBytes(
  { rowPointer, wire, coefficient }: SparseMatrix,
  row: number,
  table: Uint8Array,
): Uint8Array {
  const start = rowPointer[row]!;
  const end = rowPointer[row + 1]!;
  const bytes = new Uint8Array(4 + (end - start) * TERM_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, end - start, true);
  for (let term = start; term < end; term++) {
    const position = 4 + (term - start) * TERM_BYTES;
    view.setUint32(position, wire[term]!, true);
    const source = coefficient[term]! * FIELD_BYTES;
    bytes.set(table.subarray(source, source + FIELD_BYTES), position + 4);
  }
  return bytes;
}
