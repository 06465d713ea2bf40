import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../../../../api/errors.ts';

/** Larger files cost more memory to read than most computers have: a text takes many times its size. */
export const LARGEST_TEXT_BYTES = 2 ** 28;
export const LARGEST_BINARY_BYTES = 2 ** 30;

/** @throws AppError `file-unreadable`, `samples-invalid` where it has more bytes than `largest` */
export async function readSampleFile(path: string, largest: number): Promise<Buffer> {
  const unreadable = (cause: unknown) => {
    throw new AppError(
      'file-unreadable',
      `The samples "${path}" cannot be read.`,
      'Check the path and its rights.',
      { cause },
    );
  };
  const { size } = await stat(path).catch(unreadable);
  if (size > largest) {
    throw new AppError(
      'samples-invalid',
      `The samples file "${path}" has ${Math.ceil(size / 2 ** 20)} MiB, more than ${largest / 2 ** 20}.`,
      'Ranges are measured well on some hundred samples: take fewer.',
    );
  }
  return readFile(path).catch(unreadable);
}
