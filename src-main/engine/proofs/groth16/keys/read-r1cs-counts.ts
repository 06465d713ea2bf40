import { AppError } from '../../../../api/errors.ts';
import { findSection, readBinFile, readBinFileSection } from '../../binfile/read-bin-file.ts';
import { SCALAR_FIELD } from '../../bn254.ts';
import { readFieldElement } from '../prover/field-bytes.ts';

/** What the header of a circuit file says. */
export interface R1csCounts {
  wireCount: number;
  publicCount: number;
  constraintCount: number;
  /** log2 of the domain that snarkjs takes: room for the constraints and one row for each public signal and 1. */
  domainPower: number;
}

/**
 * Reads the header of a .r1cs file over the field r; its size does not matter.
 *
 * @throws AppError 'circuit-invalid', or 'file-unreadable' if it is no .r1cs file at all
 */
export async function readR1csCounts(path: string): Promise<R1csCounts> {
  const file = await readBinFile(path, 'r1cs');
  findSection(file, 2);
  if (file.version !== 1 || findSection(file, 1).size !== 64)
    throw refusedCircuit(path, 'its header is wrong');
  const bytes = await readBinFileSection(file, 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 32 || readFieldElement(bytes, 4) !== SCALAR_FIELD) {
    throw refusedCircuit(path, 'it belongs to another field');
  }
  const word = (index: number) => view.getUint32(36 + 4 * index, true);
  const wireCount = word(0);
  const publicCount = word(1) + word(2);
  const constraintCount = word(6);
  if (constraintCount === 0 || publicCount >= wireCount)
    throw refusedCircuit(path, 'its counts contradict each other');
  return {
    wireCount,
    publicCount,
    constraintCount,
    domainPower: Math.floor(Math.log2(constraintCount + publicCount)) + 1,
  };
}

/** @param reason the end of a sentence, no full stop */
export function refusedCircuit(path: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'circuit-invalid',
    `The circuit file ${path} is refused: ${reason}.`,
    'Compile the circuit again from its record.',
    { cause },
  );
}
