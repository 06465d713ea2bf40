import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../api/errors.ts';
import { allowsWriteAheadLog } from './allows-write-ahead-log.ts';
import { Connection } from './connection.ts';
import { damagedDatabase } from './database-error.ts';
import { MIGRATIONS } from './migrations.ts';
import { partialName } from './partial-name.ts';

const OPEN_MILLISECONDS = 10_000;

/**
 * Opens the SQLite database at a path, or makes it, and brings its schema up to date. Several processes may do so at
 * once.
 * @param migrations the steps of its schema
 * @throws AppError `artifact-damaged`, `disk-full`, `workspace-unusable` (also for a newer schema)
 */
export async function openDatabase(
  path: string,
  migrations: readonly string[] = MIGRATIONS,
): Promise<Connection> {
  const connection = new Connection(path);
  try {
    connection.execute('PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL');
    await chooseJournal(connection);
    checkIntegrity(connection);
    migrate(connection, migrations);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * A write-ahead log lets others read while one writes; where the disk cannot have one, the rollback journal of old does,
 * and readers wait. A database keeps what it was made with.
 */
async function chooseJournal(connection: Connection): Promise<void> {
  const until = Date.now() + OPEN_MILLISECONDS;
  for (;;) {
    try {
      if (schemaVersion(connection) === 0 && allowsWriteAheadLog(partialName(connection.path)))
        connection.all('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      // SQLite does not wait by itself here, where two processes make the database at once.
      if (!isBusy(error) || Date.now() > until) throw error;
      await sleep(20);
    }
  }
}

function schemaVersion(connection: Connection): number {
  return Number(connection.all('PRAGMA user_version')[0]?.user_version);
}

function isBusy(error: unknown): boolean {
  const cause = error instanceof AppError ? (error.cause as { code?: string } | undefined) : undefined;
  return cause?.code?.startsWith('SQLITE_BUSY') === true;
}

function checkIntegrity(connection: Connection): void {
  const [row] = connection.all('PRAGMA quick_check(1)');
  if (row?.quick_check !== 'ok') throw damagedDatabase(connection.path, row?.quick_check);
}

function migrate(connection: Connection, migrations: readonly string[]): void {
  const version = () => schemaVersion(connection);
  if (version() > migrations.length) {
    throw new AppError(
      'workspace-unusable',
      `The database "${connection.path}" was made by a newer version of Proofpress (schema ${version()}, known here: ${migrations.length}).`,
      'Use that version, or choose another workspace.',
    );
  }
  if (version() === migrations.length) return;
  connection.transaction(() => {
    // Another process may have been first.
    for (const step of migrations.slice(version())) connection.execute(step);
    connection.execute(`PRAGMA user_version = ${migrations.length}`);
  });
}
