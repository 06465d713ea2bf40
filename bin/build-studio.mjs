#!/usr/bin/env node
// Builds the window and the desktop app (out/, out-main/) where they are missing or older than their sources.
// As a program it prints what it does; `ensureStudioIsBuilt` is for others.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = [
  'src-main',
  'src-renderer',
  'electron.vite.config.ts',
  'svelte.config.js',
  'package-lock.json',
];
/** Written last, with the time at which the build began: sources that change meanwhile are newer. */
const STAMP = join(ROOT, 'out', 'built-at');

/** Milliseconds since 1970 of the latest change below a path. */
function changedAt(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .reduce(
      (latest, { parentPath, name }) => Math.max(latest, statSync(join(parentPath, name)).mtimeMs),
      mtimeMs,
    );
}

/** Whether what was built is that of the present sources. */
export function isStudioBuilt() {
  if (!existsSync(STAMP)) return false;
  const builtAt = statSync(STAMP).mtimeMs;
  return SOURCES.every((name) => changedAt(join(ROOT, name)) < builtAt);
}

/**
 * Builds where there is need.
 * @param say is told before something is built
 * @throws Error with the end of what the build wrote
 */
export async function ensureStudioIsBuilt(say = () => undefined) {
  if (isStudioBuilt()) return;
  say('Building the window (about half a minute)');
  const startedAt = new Date();
  await run([
    join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
    'build',
    '--logLevel',
    'warn',
  ]);
  writeFileSync(STAMP, `${startedAt.toISOString()}\n`);
  utimesSync(STAMP, startedAt, startedAt);
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (part) => (output = (output + part).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`The window cannot be built (exit status ${status}):\n${output}`));
    });
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await ensureStudioIsBuilt((text) => console.log(text));
  console.log('The window is built: out/, out-main/');
}
