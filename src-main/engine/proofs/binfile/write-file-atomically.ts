import { randomBytes } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import { throwIfAborted } from '../../../api/progress.ts';
import { writeFailed } from './write-failed.ts';

/** Writes `<path>.<random>.partial`, syncs, renames. 'disk-full' or 'file-unreadable' on failure; then nothing is left. */
export async function writeFileAtomically(
  path: string,
  bytes: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  throwIfAborted(signal);
  const partialPath = `${path}.${randomBytes(6).toString('hex')}.partial`;
  try {
    const handle = await open(partialPath, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partialPath, path);
  } catch (cause) {
    await unlink(partialPath).catch(() => undefined);
    throw writeFailed(path, cause);
  }
}
