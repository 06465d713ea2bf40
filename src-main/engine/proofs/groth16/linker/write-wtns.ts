import { BinFileWriter } from '../../binfile/bin-file-writer.ts';
import { SCALAR_FIELD, toField } from '../../bn254.ts';
import type { FieldValue } from '../gadgets/gadget.ts';
import { writeFieldElement } from './write-field-element.ts';

const FIELD_BYTES = 32;

/**
 * Writes a witness as .wtns (iden3 binary format 2): canonical integers below r, 32 bytes little-endian, by wire.
 * @throws AppError `disk-full`, `workspace-unusable`; nothing is left at `path` then
 */
export async function writeWtns(path: string, values: readonly FieldValue[]): Promise<void> {
  const writer = await BinFileWriter.open(path, 'wtns', 2, 2);
  try {
    const header = new Uint8Array(4 + FIELD_BYTES + 4);
    const view = new DataView(header.buffer);
    view.setUint32(0, FIELD_BYTES, true);
    writeFieldElement(header, 4, SCALAR_FIELD);
    view.setUint32(4 + FIELD_BYTES, values.length, true);
    writer.startSection(1);
    await writer.write(header);
    await writer.endSection();

    const bytes = new Uint8Array(values.length * FIELD_BYTES);
    const words = new DataView(bytes.buffer);
    values.forEach((value, index) => {
      const isSmall = typeof value === 'number' && value >= 0 && value < 2 ** 32;
      if (isSmall) words.setUint32(index * FIELD_BYTES, value, true);
      else writeFieldElement(bytes, index * FIELD_BYTES, toField(BigInt(value)));
    });
    writer.startSection(2);
    await writer.write(bytes);
    await writer.endSection();
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
