import { AppError } from '../../../../api/errors.ts';
import { findSection, readBinFile } from '../../binfile/read-bin-file.ts';
import { SCALAR_FIELD } from '../../bn254.ts';
import { areBelow, readFieldElement } from '../prover/field-bytes.ts';
import { loadFile } from '../prover/load-file.ts';

/** A circuit file whose form is right. */
export interface LoadedR1cs {
  /** The whole file. */
  bytes: Uint8Array;
  wireCount: number;
  publicCount: number;
  constraintCount: number;
  /** Terms in all constraints, bound wires of the public signals included. */
  termCount: number;
  /** log2 of the domain that snarkjs takes: room for the constraints and one row for each public signal and 1. */
  domainPower: number;
}

const TERM_BYTES = 36;

/** Loads a .r1cs file over the field r and checks its form: 'circuit-invalid', or 'file-unreadable' if it is none. */
export async function loadR1cs(path: string): Promise<LoadedR1cs> {
  const file = await readBinFile(path, 'r1cs');
  const header = findSection(file, 1);
  const constraints = findSection(file, 2);
  const bytes = await loadFile(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length !== file.fileSize || file.version !== 1 || header.size !== 64)
    throw refused('its header is wrong');
  if (
    view.getUint32(header.offset, true) !== 32 ||
    readFieldElement(bytes, header.offset + 4) !== SCALAR_FIELD
  ) {
    throw refused('it belongs to another field');
  }
  const word = (index: number) => view.getUint32(header.offset + 36 + 4 * index, true);
  const wireCount = word(0);
  const publicCount = word(1) + word(2);
  const constraintCount = word(6);
  if (constraintCount === 0 || publicCount >= wireCount) throw refused('its counts contradict each other');

  let position = constraints.offset;
  const end = constraints.offset + constraints.size;
  let termCount = 0;
  for (let combination = 0; combination < 3 * constraintCount; combination++) {
    if (position + 4 > end) throw refused('it has fewer constraints than its header says');
    const terms = view.getUint32(position, true);
    position += 4;
    if (position + TERM_BYTES * terms > end) throw refused('it has fewer constraints than its header says');
    for (let term = 0; term < terms; term++) {
      if (view.getUint32(position + TERM_BYTES * term, true) >= wireCount)
        throw refused('it names an unknown wire');
    }
    if (!areBelow(bytes, position + 4, terms, TERM_BYTES, SCALAR_FIELD))
      throw refused('a coefficient is out of range');
    position += TERM_BYTES * terms;
    termCount += terms;
  }
  if (position !== end) throw refused('it has more constraints than its header says');
  return {
    bytes,
    wireCount,
    publicCount,
    constraintCount,
    termCount,
    domainPower: Math.floor(Math.log2(constraintCount + publicCount)) + 1,
  };

  function refused(reason: string): AppError {
    return new AppError(
      'circuit-invalid',
      `The circuit file ${path} is refused: ${reason}.`,
      'Compile the circuit again from its record.',
    );
  }
}
