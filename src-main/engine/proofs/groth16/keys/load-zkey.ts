import { AppError } from '../../../../api/errors.ts';
import { findSection, readBinFile } from '../../binfile/read-bin-file.ts';
import type { BinFile } from '../../binfile/read-bin-file.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../bn254.ts';
import { areBelow, readFieldElement } from '../prover/field-bytes.ts';
import { loadFile } from '../prover/load-file.ts';

/** A proving key whose form is right. */
export interface LoadedZkey {
  /** The whole file. */
  bytes: Uint8Array;
  wireCount: number;
  publicCount: number;
  /** Rows of the padded circuit, a power of two. */
  domainSize: number;
}

const COEFFICIENT_BYTES = 44;

/**
 * Loads a Groth16 .zkey for BN254 and checks its form: section sizes, field elements in range, coefficient entries
 * inside the circuit. Otherwise 'key-invalid', or 'file-unreadable' if it is no .zkey file at all. A damaged key of
 * right form makes proofs that do not verify; only `verifyKey` tells whether a key belongs to a circuit.
 */
export async function loadZkey(path: string): Promise<LoadedZkey> {
  const file = await readBinFile(path, 'zkey');
  for (let id = 1; id <= 10; id++) findSection(file, id);
  const bytes = await loadFile(path);
  const complaint = bytes.length === file.fileSize ? findFault(file, bytes) : 'it changed while it was read';
  if (complaint) {
    throw new AppError(
      'key-invalid',
      `The proving key ${path} is refused: ${complaint}.`,
      'Fetch the key again from its export file; a key that was never published can be made again.',
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts = findSection(file, 2).offset + 72;
  return {
    bytes,
    wireCount: view.getUint32(counts, true),
    publicCount: view.getUint32(counts + 4, true),
    domainSize: view.getUint32(counts + 8, true),
  };
}

function findFault(file: BinFile, bytes: Uint8Array): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const protocol = findSection(file, 1);
  const header = findSection(file, 2);
  if (file.version !== 1 || protocol.size !== 4 || view.getUint32(protocol.offset, true) !== 1) {
    return 'it is not a Groth16 key';
  }
  if (header.size !== 660) return 'its header has a wrong size';
  const start = header.offset;
  if (
    view.getUint32(start, true) !== 32 ||
    readFieldElement(bytes, start + 4) !== BASE_FIELD ||
    view.getUint32(start + 36, true) !== 32 ||
    readFieldElement(bytes, start + 40) !== SCALAR_FIELD
  ) {
    return 'it belongs to another curve than BN254';
  }
  const wires = view.getUint32(start + 72, true);
  const publicSignals = view.getUint32(start + 76, true);
  const domain = view.getUint32(start + 80, true);
  if (publicSignals >= wires || domain > 2 ** 28 || domain < 2 || (domain & (domain - 1)) !== 0) {
    return 'its counts contradict each other';
  }
  const pointBytes = new Map([
    [3, 64 * (publicSignals + 1)],
    [5, 64 * wires],
    [6, 64 * wires],
    [7, 128 * wires],
    [8, 64 * (wires - publicSignals - 1)],
    [9, 64 * domain],
  ]);
  for (const [id, size] of pointBytes) {
    const section = findSection(file, id);
    if (section.size !== size) return `section ${id} has a wrong size`;
    if (!areBelow(bytes, section.offset, size / 32, 32, BASE_FIELD)) return `section ${id} is damaged`;
  }
  if (!areBelow(bytes, start + 84, 18, 32, BASE_FIELD)) return 'its header is damaged';

  const coefficients = findSection(file, 4);
  const count = coefficients.size < 4 ? 0 : view.getUint32(coefficients.offset, true);
  if (coefficients.size !== 4 + COEFFICIENT_BYTES * count) return 'section 4 has a wrong size';
  for (let index = 0; index < count; index++) {
    const entry = coefficients.offset + 4 + COEFFICIENT_BYTES * index;
    if (
      view.getUint32(entry, true) > 1 ||
      view.getUint32(entry + 4, true) >= domain ||
      view.getUint32(entry + 8, true) >= wires
    ) {
      return 'section 4 points outside the circuit';
    }
  }
  if (!areBelow(bytes, coefficients.offset + 16, count, COEFFICIENT_BYTES, SCALAR_FIELD))
    return 'section 4 is damaged';
  return undefined;
}
