import { AppError } from '../../api/errors.ts';
import type { Connection, Row } from './connection.ts';
import { type ModelState, modelStateSchema } from './model-state.ts';
import { sha256 } from './sha256.ts';

/** The state in a model's row; undefined where there is none. */
export function readState(connection: Connection, name: string): ModelState | undefined {
  const [row] = connection.all('SELECT state, sha256 FROM models WHERE name = ?', name);
  return row && parseRow(connection, name, row);
}

/** Writes a model's row, new or over the one before. */
export function writeState(connection: Connection, state: ModelState): void {
  connection.run(
    `INSERT INTO models (name, state, sha256, changed_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE
     SET state = excluded.state, sha256 = excluded.sha256, changed_at = excluded.changed_at`,
    ...values(state),
  );
}

/** Writes a model's row unless there is one. */
export function insertState(connection: Connection, state: ModelState): void {
  connection.run(
    'INSERT INTO models (name, state, sha256, changed_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING',
    ...values(state),
  );
}

function values(state: ModelState): [string, string, string, number] {
  const text = JSON.stringify(state);
  return [state.name, text, sha256(text), Date.now()];
}

/** SQLite checks the form of its file, not the content: a row carries its own hash. */
function parseRow(connection: Connection, name: string, { state, sha256: hash }: Row): ModelState {
  try {
    if (sha256(String(state)) !== hash) throw new Error('The row does not have the hash that it carries.');
    const parsed = modelStateSchema.parse(JSON.parse(String(state)));
    if (parsed.name !== name) throw new Error('The row is that of another model.');
    return parsed;
  } catch (cause) {
    throw new AppError(
      'artifact-damaged',
      `What the database "${connection.path}" says about the model "${name}" is not what was written there.`,
      'Restore that file from a backup. Without one, import the model under another name: finished steps are found and reused, but the model gets a new key and has to be published anew.',
      { cause },
    );
  }
}
