import { AppError } from '../../../../api/errors.ts';
import { SCALAR_FIELD } from '../../bn254.ts';

export interface Term {
  wire: number;
  /** In [1, r). */
  coefficient: bigint;
}

export interface R1csFile {
  wireCount: number;
  outputCount: number;
  publicInputCount: number;
  privateInputCount: number;
  /** Each row: the terms of A, B and C, in the order of the file, without zero terms. */
  rows: [Term[], Term[], Term[]][];
}

/**
 * Reads a constraint system in iden3's format (github.com/iden3/r1csfile, doc/r1cs_bin_format.md). Integers are
 * little-endian; wire 0 is the constant 1, then outputs, public inputs, private inputs, internal wires.
 *
 * For small files: every term becomes an object.
 *
 * @throws AppError 'gadget-invalid' where the bytes are not such a file over the scalar field of BN254
 */
export function readR1cs(bytes: Uint8Array): R1csFile {
  try {
    return parse(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw new AppError(
      'gadget-invalid',
      'A compiled gadget is not a readable .r1cs file.',
      'Run npm ci again.',
      {
        cause,
      },
    );
  }
}

function parse(view: DataView): R1csFile {
  if (view.getUint32(0, false) !== 0x72316373 || view.getUint32(4, true) !== 1)
    throw new Error('wrong magic');
  const sections = new Map<number, number>();
  let position = 12;
  for (let index = view.getUint32(8, true); index > 0; index--) {
    sections.set(view.getUint32(position, true), position + 12);
    position += 12 + Number(view.getBigUint64(position + 4, true));
  }
  const header = sections.get(1);
  const constraints = sections.get(2);
  if (header === undefined || constraints === undefined) throw new Error('missing section');
  if (view.getUint32(header, true) !== 32 || readField(view, header + 4) !== SCALAR_FIELD)
    throw new Error('wrong field');

  const wireCount = view.getUint32(header + 36, true);
  const rowCount = view.getUint32(header + 60, true);
  position = constraints;
  const readCombination = (): Term[] => {
    const terms: Term[] = [];
    let count = view.getUint32(position, true);
    position += 4;
    for (; count > 0; count--, position += 36) {
      const wire = view.getUint32(position, true);
      const coefficient = readField(view, position + 4);
      if (wire >= wireCount || coefficient >= SCALAR_FIELD) throw new Error('term out of range');
      if (coefficient !== 0n) terms.push({ wire, coefficient });
    }
    return terms;
  };
  const rows: R1csFile['rows'] = [];
  for (let row = 0; row < rowCount; row++)
    rows.push([readCombination(), readCombination(), readCombination()]);
  return {
    wireCount,
    outputCount: view.getUint32(header + 40, true),
    publicInputCount: view.getUint32(header + 44, true),
    privateInputCount: view.getUint32(header + 48, true),
    rows,
  };
}

function readField(view: DataView, position: number): bigint {
  let value = 0n;
  for (let word = 3; word >= 0; word--) value = (value << 64n) | view.getBigUint64(position + 8 * word, true);
  return value;
}
