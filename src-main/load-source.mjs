// Loads the program's TypeScript into a process that was just started: compiled, where bin/compile.mjs has done that and
// no source has changed since; else Node gets TypeScript's loader.
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const ROOT = join(import.meta.dirname, '..');
export const CACHE = join(ROOT, 'node_modules', '.cache', 'proofpress-compiled');

/** What processes start with, from the root. */
export const ENTRIES = [
  'src-main/main.ts',
  'src-main/doors.ts',
  'src-main/cli/run-program.ts',
  'src-main/engine/jobs/serve-forked.ts',
  'src-main/engine/jobs/job-kinds.ts',
  'src-main/engine/pipeline/7-serve/images/decode-images.ts',
];

/** The folder with what was compiled from the sources as they are now, or undefined. */
export function compiledFolder() {
  try {
    const { root, name, files } = JSON.parse(readFileSync(join(CACHE, 'compiled.json'), 'utf8'));
    // It holds paths of the sources; another copy of them may share node_modules.
    if (root !== ROOT) return undefined;
    const isCurrent = Object.entries(files).every(([path, { mtimeMs, size }]) => {
      const now = statSync(join(ROOT, path));
      return now.mtimeMs === mtimeMs && now.size === size;
    });
    return isCurrent ? join(CACHE, name) : undefined;
  } catch {
    return undefined;
  }
}

/** Where this process takes its modules from: decided once, so that it never has one of them twice. */
let source;

async function chooseSource() {
  // The build of the desktop app has this file beside everything that it compiled.
  const here = import.meta.dirname;
  if (basename(here) !== 'src-main')
    return (path) => join(here, path.replace(/^src-main\//, '').replace(/\.ts$/, '.js'));
  const folder = compiledFolder();
  if (folder) return (path) => join(folder, path.replace(/\.ts$/, '.mjs'));
  (await import('tsx/esm/api')).register();
  return (path) => join(ROOT, path);
}

/**
 * @param {string} path one of ENTRIES
 * @returns its module
 */
export async function loadSource(path) {
  source ??= chooseSource();
  return import(pathToFileURL((await source)(path)).href);
}
