import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection } from './connection.ts';
import { insertState } from './model-rows.ts';
import { type ModelState, modelStateSchema } from './model-state.ts';
import { unsealJson } from './sealed-json.ts';
import { storageError } from './write-atomic.ts';

/**
 * Takes the states of models over from the workspace of a version that kept each in a file `NAME.json`. The files stay,
 * as `NAME.json.taken-over`. One that is damaged stays as it is, for `ModelStates` to complain when the model is asked for.
 * @throws AppError `disk-full`, `workspace-unusable`
 */
export async function takeOverJson(connection: Connection, folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => file.endsWith('.json'))) {
    const path = join(folder, name);
    const state = await readLegacyState(path).catch(() => undefined);
    if (!state || `${state.name}.json` !== name) continue;
    // What the database says already is newer.
    connection.transaction(() => insertState(connection, state));
    await rename(path, freeName(`${path}.taken-over`)).catch((cause: NodeJS.ErrnoException) => {
      // Another process may have done it.
      if (cause.code !== 'ENOENT') throw storageError(path, cause);
    });
  }
}

/** @throws Error where the file cannot be read or is not what was written there */
export async function readLegacyState(path: string): Promise<ModelState> {
  return modelStateSchema.parse(unsealJson(await readFile(path, 'utf8')));
}

function freeName(path: string): string {
  return existsSync(path) ? `${path}-${randomBytes(4).toString('hex')}` : path;
}
