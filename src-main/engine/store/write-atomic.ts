import { mkdir, open, rename, unlink } from 'node:fs/promises';
import { AppError } from '../../api/errors.ts';
import { throwIfAborted } from '../../api/progress.ts';
import { partialName } from './partial-name.ts';

/**
 * Writes a whole file so that a reader sees the old content or the new one, never half of it.
 * @param options.mode file rights, e.g. 0o600 for secrets
 * @throws AppError `disk-full`, `workspace-unusable`
 */
export async function writeAtomic(
  path: string,
  content: string | Uint8Array,
  { mode = 0o644, signal }: { mode?: number; signal?: AbortSignal } = {},
): Promise<void> {
  throwIfAborted(signal);
  const partial = partialName(path);
  try {
    const handle = await open(partial, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, path);
  } catch (cause) {
    await unlink(partial).catch(() => undefined);
    throw storageError(path, cause);
  }
}

/** What the file system said, in words a person can act on. */
export function storageError(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (isDiskFull(cause)) {
    return new AppError(
      'disk-full',
      `There is no room left to write "${path}".`,
      'Free some disk space and try again.',
      {
        cause,
      },
    );
  }
  return new AppError(
    'workspace-unusable',
    `"${path}" cannot be written.`,
    'Check that the folder exists and that you may write to it, or choose another workspace.',
    { cause },
  );
}

/** Whether the disk, or this user's share of it, has no room left. */
export function isDiskFull(cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** @throws AppError `disk-full`, `workspace-unusable` */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: unknown) => {
    throw storageError(path, cause);
  });
}
