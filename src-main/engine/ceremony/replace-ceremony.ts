import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../api/errors.ts';
import { storageError } from '../store/write-atomic.ts';
import {
  type Ceremony,
  CEREMONY_FILE,
  readCeremony,
  removeOtherKeys,
  writeCeremony,
} from './ceremony-file.ts';

/** Nobody writes a description for so long: who left a lock behind has ended. */
const STALE_MILLISECONDS = 60_000;

/**
 * Replaces a ceremony's description, unless somebody else has meanwhile, and removes the keys that it no longer names.
 * @throws AppError `ceremony-invalid` where it is not any more as it was, `disk-full`, `workspace-unusable`
 */
export async function replaceCeremony(folder: string, before: Ceremony, after: Ceremony): Promise<void> {
  const lock = join(folder, `${CEREMONY_FILE}.lock`);
  await take(lock);
  try {
    if (!isDeepStrictEqual(await readCeremony(folder), before)) throw changed(folder);
    await writeCeremony(folder, after);
    await removeOtherKeys(folder, after);
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<void> {
  const found = await stat(lock).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > STALE_MILLISECONDS) await rm(lock, { force: true });
  const handle = await open(lock, 'wx').catch((cause: unknown) => {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? changed(lock) : storageError(lock, cause);
  });
  await handle.close();
}

function changed(path: string): AppError {
  return new AppError(
    'ceremony-invalid',
    `Somebody else changed the ceremony meanwhile ("${path}"). Nothing of this contribution was kept.`,
    'Contribute again, one after the other.',
  );
}
