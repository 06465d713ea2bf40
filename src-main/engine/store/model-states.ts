import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../api/errors.ts';
import { readState, writeState } from './model-rows.ts';
import type { ModelState } from './model-state.ts';
import { readLegacyState } from './take-over-json.ts';
import type { WorkspaceDatabase } from './workspace-database.ts';

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** Where every model of a workspace stands. */
export class ModelStates {
  readonly #database: WorkspaceDatabase;
  readonly #legacyFolder: string;

  /** @param legacyFolder where versions without a database kept them */
  constructor(database: WorkspaceDatabase, legacyFolder: string) {
    this.#database = database;
    this.#legacyFolder = legacyFolder;
  }

  /** @throws AppError `option-invalid` where no such model was imported, `artifact-damaged` */
  async read(name: string): Promise<ModelState> {
    const found = await this.find(name);
    if (found) return found;
    const names = await this.names();
    throw new AppError(
      'option-invalid',
      `There is no model "${name}" in this workspace.`,
      names.length > 0 ? `It has: ${names.join(', ')}.` : 'Import one: proofpress import model.onnx',
    );
  }

  async find(name: string): Promise<ModelState | undefined> {
    checkName(name);
    const connection = await this.#database.openExisting();
    if (!connection) return undefined;
    const state = readState(connection, name);
    if (!state) await this.#refuseDamagedLegacy(name);
    return state;
  }

  /**
   * Changes a model's state, or makes it.
   * @param change gets the state as it is at that moment, which another process may have changed since it was last read
   * @returns the new state
   */
  async update(name: string, change: (present: ModelState | undefined) => ModelState): Promise<ModelState> {
    checkName(name);
    const connection = await this.#database.open();
    return connection.transaction(() => {
      const state = change(readState(connection, name));
      writeState(connection, state);
      return state;
    });
  }

  /** Of every model, in their order. */
  async names(): Promise<string[]> {
    const connection = await this.#database.openExisting();
    return connection?.all('SELECT name FROM models ORDER BY name').map((row) => String(row.name)) ?? [];
  }

  /** Every model, in the order of the names; one whose row is damaged has no state. */
  async list(): Promise<{ name: string; state: ModelState | undefined; changedAt: number }[]> {
    const connection = await this.#database.openExisting();
    const rows = connection?.all('SELECT name, changed_at FROM models ORDER BY name') ?? [];
    return rows.map((row) => {
      const name = String(row.name);
      let state: ModelState | undefined;
      try {
        state = readState(connection!, name);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
      return { name, state, changedAt: Number(row.changed_at) };
    });
  }

  /** Whether the state of every model can be read, those of earlier versions included. */
  async areReadable(): Promise<boolean> {
    const models = await this.list();
    const legacy = await readdir(this.#legacyFolder).catch(() => []);
    return (
      models.every(({ state }) => state !== undefined) && legacy.every((name) => !name.endsWith('.json'))
    );
  }

  /** Forgets a model. @returns whether it was there */
  async remove(name: string): Promise<boolean> {
    checkName(name);
    const connection = await this.#database.openExisting();
    if (!connection) return false;
    return connection.transaction(() => {
      const isThere = connection.all('SELECT name FROM models WHERE name = ?', name).length > 0;
      connection.run('DELETE FROM models WHERE name = ?', name);
      return isThere;
    });
  }

  /** When a model was last changed, in Unix milliseconds; 0 where there is none. */
  async changedAt(name: string): Promise<number> {
    const connection = await this.#database.openExisting();
    const rows = connection?.all('SELECT changed_at FROM models WHERE name = ?', name);
    return Number(rows?.[0]?.changed_at ?? 0);
  }

  /** A state that could not be taken over is not a model that was never there: publications are not forgotten. */
  async #refuseDamagedLegacy(name: string): Promise<void> {
    const path = join(this.#legacyFolder, `${name}.json`);
    if (!existsSync(path)) return;
    const cause: unknown = await readLegacyState(path).catch((error: unknown) => error);
    throw new AppError(
      'artifact-damaged',
      `The state file "${path}", from an earlier version, is not what was written there.`,
      'Restore it from a backup. Without one, delete it and import the model again: finished steps are found and reused, but the model gets a new key and has to be published anew.',
      { cause },
    );
  }
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new AppError(
    'option-invalid',
    `"${name}" cannot be the name of a model.`,
    'Use letters, digits, dots, dashes and underscores, at most 64.',
  );
}
