import { readFile } from 'node:fs/promises';
import { AppError, describeCause } from '../../../../api/errors.ts';

/** Node reads no larger file at once. */
export const MAX_FILE_IN_MEMORY = 2 ** 31 - 1;

/** All bytes of a file. snarkjs gets bytes rather than paths: a call that fails then leaves no file open. */
export async function loadFile(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new AppError(
      'file-unreadable',
      `The file ${path} cannot be read: ${describeCause(cause)}.`,
      'Check the path; files over 2 GiB are too large for this prover.',
      { cause },
    );
  }
}
