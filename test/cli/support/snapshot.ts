import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect } from 'vitest';

/** Every file below a folder with its SHA-256; empty where there is no such folder. */
export async function snapshot(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: Record<string, string> = {};
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return files;
}

/** Nothing half-written lies about: no file and no folder that was to be renamed. */
export async function expectNoPartials(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  expect(names.filter((name) => name.includes('.partial'))).toEqual([]);
}
