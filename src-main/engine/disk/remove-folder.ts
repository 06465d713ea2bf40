import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { partialName } from '../store/partial-name.ts';
import { storageError } from '../store/write-atomic.ts';
import { sizeOf } from './folder-size.ts';

/**
 * Deletes a file or a folder so that it is there whole or not at all: what is left where that is cut short, is swept later.
 * @returns the bytes that it had
 * @throws AppError `workspace-unusable`
 */
export async function removeFolder(path: string): Promise<number> {
  const bytes = await sizeOf(path);
  const doomed = join(dirname(path), partialName('removed'));
  try {
    await rename(path, doomed);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw storageError(path, cause);
  }
  await rm(doomed, { recursive: true, force: true }).catch(() => undefined);
  return bytes;
}
