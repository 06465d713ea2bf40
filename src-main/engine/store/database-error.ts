import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError, describeCause } from '../../api/errors.ts';
import { storageError } from './write-atomic.ts';

/** Less than a page of the database and its log: SQLite cannot go on. */
const NO_ROOM_BYTES = 64 * 1024;

/** What SQLite or libsql said, in words a person can act on. */
export function databaseError(path: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code = '' } = thrown as { code?: string };
  const isUnwritten = code === '' || /^SQLITE_(IOERR|CANTOPEN)/.test(code);
  if (code === 'SQLITE_FULL' || (isUnwritten && isFull(path))) {
    return storageError(path, plainError(`ENOSPC: ${describeCause(thrown)}`, 'ENOSPC'));
  }
  // libsql's errors change their names as others are made.
  const cause = plainError(describeCause(thrown), code);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return damagedDatabase(path, cause);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return new AppError(
      'workspace-unusable',
      `Another process keeps the database "${path}" locked.`,
      'Wait until it has finished, or end it, and try again.',
      { cause },
    );
  }
  return new AppError(
    'workspace-unusable',
    `The database "${path}" cannot be opened or written.`,
    'Check that the folder is on a local disk that you may write to, or choose another workspace.',
    { cause },
  );
}

export function damagedDatabase(path: string, cause: unknown): AppError {
  return new AppError(
    'artifact-damaged',
    `The database "${path}" is damaged.`,
    `Move it and the files "${path}-wal" and "${path}-shm" away, and put a backup of it in its place. Without a backup, import the models again: finished steps are found and reused, but a model gets a new key and has to be published anew.`,
    { cause },
  );
}

function plainError(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize < NO_ROOM_BYTES;
  } catch {
    return false;
  }
}
