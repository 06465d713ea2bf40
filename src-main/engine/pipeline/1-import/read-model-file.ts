import { readFile } from 'node:fs/promises';
import { AppError } from '../../../api/errors.ts';

/** @throws AppError `file-unreadable` */
export async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw new AppError(
      'file-unreadable',
      `The model "${path}" cannot be read.`,
      'Check that the path names a file and that you may read it.',
      { cause },
    );
  }
}
