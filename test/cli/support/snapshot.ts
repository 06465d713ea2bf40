import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import { Connection } from '../../../src-main/engine/store/connection.ts';

const DATABASE = 'proofpress.sqlite';

/**
 * Every file below a workspace with its SHA-256, and instead of the database what it says about models; empty where
 * there is no such folder.
 */
export async function snapshot(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: Record<string, string> = {};
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    if (entry.name.startsWith(DATABASE)) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return { ...files, ...models(join(folder, DATABASE)) };
}

/** The states of the models in a database, by `models/NAME`. */
function models(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  // A copy: whoever opens a database changes the files beside it.
  const copies = mkdtempSync(join(tmpdir(), 'proofpress-snapshot-'));
  for (const ending of ['', '-wal'])
    if (existsSync(`${path}${ending}`))
      copyFileSync(`${path}${ending}`, join(copies, `${DATABASE}${ending}`));
  const connection = new Connection(join(copies, DATABASE));
  const rows = connection.all('SELECT name, state, sha256 FROM models');
  connection.close();
  rmSync(copies, { recursive: true });
  return Object.fromEntries(rows.map(({ name, state, sha256 }) => [`models/${name}`, `${state} ${sha256}`]));
}

/** Nothing half-written lies about: no file and no folder that was to be renamed. */
export async function expectNoPartials(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  expect(names.filter((name) => name.includes('.partial'))).toEqual([]);
}
