import { findSection, readBinFile } from '../../binfile/read-bin-file.ts';
import { SCALAR_FIELD } from '../../bn254.ts';
import { areBelow } from '../prover/field-bytes.ts';
import { loadFile } from '../prover/load-file.ts';
import { readR1csCounts, refusedCircuit } from './read-r1cs-counts.ts';
import type { R1csCounts } from './read-r1cs-counts.ts';

/** A circuit file whose form is right. */
export interface LoadedR1cs extends R1csCounts {
  /** The whole file. */
  bytes: Uint8Array;
  /** Terms in all constraints, bound wires of the public signals included. */
  termCount: number;
}

const TERM_BYTES = 36;

/** Loads a .r1cs file over the field r and checks its form: 'circuit-invalid', or 'file-unreadable' if it is none. */
export async function loadR1cs(path: string): Promise<LoadedR1cs> {
  const counts = await readR1csCounts(path);
  const { wireCount, constraintCount } = counts;
  const file = await readBinFile(path, 'r1cs');
  const constraints = findSection(file, 2);
  const bytes = await loadFile(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refused = (reason: string) => refusedCircuit(path, reason);
  if (bytes.length !== file.fileSize) throw refused('it changed while it was read');

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
  return { ...counts, bytes, termCount };
}
