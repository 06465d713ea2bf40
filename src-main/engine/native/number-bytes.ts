import { writeFieldElement } from '../proofs/groth16/linker/write-field-element.ts';
import { readFieldElement } from '../proofs/groth16/prover/field-bytes.ts';

/** The integer as 32 bytes, little-endian. @param value below 2^256 */
export function toBytes(value: bigint): Uint8Array {
  return packNumbers([value]);
}

/** The integers one after the other, 32 bytes each, little-endian. */
export function packNumbers(values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * values.length);
  values.forEach((value, index) => writeFieldElement(bytes, 32 * index, value));
  return bytes;
}

/** The integers in 32 bytes each, little-endian. */
export function unpackNumbers(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / 32 }, (_, index) => readFieldElement(bytes, 32 * index));
}
