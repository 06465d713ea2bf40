import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Connection } from './connection.ts';
import { openDatabase } from './open-database.ts';
import { makeFolder } from './write-atomic.ts';

/** The database of a workspace, opened when it is first needed. */
export class WorkspaceDatabase {
  readonly path: string;
  readonly #legacyFolder: string;
  readonly #prepare: (connection: Connection) => Promise<void>;
  #opened: Promise<Connection> | undefined;

  /**
   * @param legacyFolder where versions without a database kept the states of models
   * @param prepare what has to be done to a workspace that is opened
   */
  constructor(path: string, legacyFolder: string, prepare: (connection: Connection) => Promise<void>) {
    this.path = path;
    this.#legacyFolder = legacyFolder;
    this.#prepare = prepare;
  }

  /** For writing: makes the database where there is none. */
  open(): Promise<Connection> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** For reading: undefined, and nothing is made, where the workspace holds nothing yet. */
  async openExisting(): Promise<Connection | undefined> {
    if (this.#opened || existsSync(this.path)) return this.open();
    const legacy = await readdir(this.#legacyFolder).catch(() => []);
    return legacy.some((name) => name.endsWith('.json')) ? this.open() : undefined;
  }

  /** Leaves all that was written in one file, the database itself. */
  async close(): Promise<void> {
    const connection = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    if (!connection) return;
    try {
      connection.all('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The log is read again at the next start.
    }
    connection.close();
  }

  async #open(): Promise<Connection> {
    await makeFolder(dirname(this.path));
    const connection = await openDatabase(this.path);
    try {
      await this.#prepare(connection);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }
}
