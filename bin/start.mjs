#!/usr/bin/env node
// npm start: the desktop app where it can run, the studio in a browser otherwise. What stands behind `npm start --` goes to
// the studio: --port 0, --no-open ...
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { ensureStudioIsBuilt } from './build-studio.mjs';

const ROOT = join(import.meta.dirname, '..');

/** Electron's own program, without the download that asking the package for it would begin. */
function electronProgram() {
  const folder = join(ROOT, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : undefined;
}

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** Why the desktop app cannot run here; undefined where it can. */
function whyNoDesktop(program) {
  if (program === undefined)
    return 'The program of Electron is not installed: "npx install-electron" downloads it.';
  if (!hasDisplay()) return 'There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set.';
  return undefined;
}

const studioArguments = process.argv.slice(2);
try {
  await ensureStudioIsBuilt((text) => console.log(text));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const program = electronProgram();
const reason = whyNoDesktop(program);
let command;
if (reason === undefined && studioArguments.length === 0) command = [program, ROOT];
else {
  if (reason !== undefined) console.log(`${reason}\nThe studio is served to the browser instead.`);
  command = [process.execPath, join(ROOT, 'bin', 'proofpress.mjs'), 'studio', ...studioArguments];
}
const [file, ...args] = command;
const child = spawn(file, args, { stdio: 'inherit' });
// A terminal sends Ctrl-C to both; this one waits for the other to put its things in order.
process.on('SIGINT', () => undefined);
for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (status, signal) => process.exit(status ?? (signal ? 1 : 0)));
