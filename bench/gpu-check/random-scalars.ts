import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { writeFieldElement } from '../../src-main/engine/proofs/groth16/linker/write-field-element.ts';
import { randomWords } from '../random.ts';

/** Of what kind: any below r; bits, as most of a witness is; values where digits and carries run over. */
export type ScalarKind = 'full' | 'bits' | 'edges';

const EDGES = [0n, 1n, 2n, SCALAR_FIELD - 1n, SCALAR_FIELD - 2n, SCALAR_FIELD / 2n, SCALAR_FIELD / 2n + 1n];

/** `count` scalars of 32 bytes, little-endian, plain. */
export function randomScalars(kind: ScalarKind, count: number, seed: number): Uint8Array {
  const next = randomWords(seed);
  const bytes = new Uint8Array(32 * count);
  if (kind === 'full') {
    const words = new Uint32Array(bytes.buffer);
    // Below 2^253, and so below r.
    for (let index = 0; index < words.length; index++) words[index] = index % 8 === 7 ? next() >>> 3 : next();
  } else if (kind === 'bits') {
    for (let index = 0; index < count; index++) bytes[32 * index] = next() & 1;
  } else {
    for (let index = 0; index < count; index++) {
      const bit = 1n << BigInt(next() % 253);
      const values = [...EDGES, bit, bit - 1n];
      writeFieldElement(bytes, 32 * index, values[next() % values.length]!);
    }
  }
  return bytes;
}
