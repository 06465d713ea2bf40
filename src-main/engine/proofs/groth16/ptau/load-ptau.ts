import { stat } from 'node:fs/promises';
import { loadFile, MAX_FILE_IN_MEMORY } from '../prover/load-file.ts';

/** What snarkjs reads a .ptau from: its bytes, or its path where it is too large for memory (power 20 and up). */
export async function loadPtau(path: string): Promise<Uint8Array | string> {
  const { size } = await stat(path);
  return size <= MAX_FILE_IN_MEMORY / 2 ? loadFile(path) : path;
}
