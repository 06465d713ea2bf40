import { rmSync } from 'node:fs';
import { AppError } from '../../api/errors.ts';
import { Connection } from './connection.ts';

/**
 * Whether a database in this place can have a write-ahead log, which takes memory that processes share: network disks
 * have none. A database that was given such a log in vain cannot be opened again, so this tries it on another file.
 * @param probePath where no file is yet; none stays
 * @throws AppError `disk-full`
 */
export function allowsWriteAheadLog(probePath: string): boolean {
  const connection = new Connection(probePath);
  try {
    connection.all('PRAGMA journal_mode = WAL');
    connection.execute('CREATE TABLE probe (x)');
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'disk-full') throw error;
    return false;
  } finally {
    connection.close();
    for (const ending of ['', '-wal', '-shm']) rmSync(`${probePath}${ending}`, { force: true });
  }
}
