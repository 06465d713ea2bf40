import { findSection, readBinFile } from '../../binfile/read-bin-file.ts';
import { SCALAR_FIELD } from '../../bn254.ts';
import { areBelow, readFieldElement } from './field-bytes.ts';
import { loadFile } from './load-file.ts';
import { refusedWitness } from './refused-witness.ts';

/**
 * Loads a .wtns file whose form is right: field r, `wireCount` values (each 32 bytes, little-endian) below r, the first
 * of them 1. Otherwise 'witness-invalid', or 'file-unreadable' if it is no .wtns file at all.
 */
export async function loadWitness(path: string, wireCount: number): Promise<Uint8Array> {
  const file = await readBinFile(path, 'wtns');
  const header = findSection(file, 1);
  const values = findSection(file, 2);
  const bytes = await loadFile(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length !== file.fileSize || file.version > 2 || header.size !== 40)
    throw refusedWitness(path, 'its header is wrong');
  if (
    view.getUint32(header.offset, true) !== 32 ||
    readFieldElement(bytes, header.offset + 4) !== SCALAR_FIELD
  ) {
    throw refusedWitness(path, 'it belongs to another field');
  }
  const count = view.getUint32(header.offset + 36, true);
  if (count !== wireCount)
    throw refusedWitness(path, `it has ${count} values, the circuit has ${wireCount} wires`);
  if (values.size !== 32 * count) throw refusedWitness(path, 'its length is wrong');
  if (!areBelow(bytes, values.offset, count, 32, SCALAR_FIELD))
    throw refusedWitness(path, 'a value is not below the field order');
  if (readFieldElement(bytes, values.offset) !== 1n) throw refusedWitness(path, 'its first value is not 1');
  return bytes;
}
