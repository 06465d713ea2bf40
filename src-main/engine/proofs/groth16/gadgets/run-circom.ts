import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { throwIfAborted } from '../../../../api/progress.ts';
import { AppError } from '../../../../api/errors.ts';
import type { Gadget } from './gadget.ts';
import { circomProgram, readGadgetSource } from './gadget-source.ts';

export interface CircomRun {
  /** An existing empty folder; the outputs are `main.r1cs`, `main.sym` and so on in it. */
  folder: string;
  /** What circom is to write, e.g. `--r1cs`. */
  outputs: readonly ('--r1cs' | '--sym' | '--wasm')[];
  signal?: AbortSignal;
}

/**
 * Compiles a gadget with circom in a process of its own. All sources are copied into the folder first: the compiler
 * (WebAssembly) reads only below and above its working directory, and a path with a space never reaches it.
 *
 * @throws AppError 'gadget-invalid' with circom's own words, 'aborted'
 */
export async function runCircom(
  gadget: Gadget,
  params: readonly number[],
  { folder, outputs, signal }: CircomRun,
): Promise<void> {
  throwIfAborted(signal);
  const files = readGadgetSource(gadget);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file.path)), { recursive: true });
    writeFileSync(join(folder, file.path), file.content);
  }
  const main = `pragma circom 2.2.0;\ninclude "${files[0]!.path}";\ncomponent main = ${gadget.template}(${params.join(', ')});\n`;
  writeFileSync(join(folder, 'main.circom'), main);

  const { status, text } = await runNode(
    [circomProgram(), 'main.circom', `--${gadget.optimization}`, ...outputs],
    folder,
    signal,
  );
  throwIfAborted(signal);
  if (status === 0) return;
  throw new AppError(
    'gadget-invalid',
    `circom refuses ${gadget.template}(${params.join(', ')}) of ${gadget.file}: ${text.trim() || `exit status ${status}`}`,
    'Correct the template or its parameters.',
  );
}

function runNode(
  args: string[],
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ status: number | null; text: string }> {
  // ELECTRON_RUN_AS_NODE: process.execPath is Electron's own binary in the desktop app.
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = () => child.kill('SIGKILL');
    signal?.addEventListener('abort', kill, { once: true });
    let text = '';
    child.stdout.resume();
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.on('error', reject);
    child.on('close', (status) => {
      signal?.removeEventListener('abort', kill);
      resolve({ status, text: stripVTControlCharacters(text) });
    });
  });
}
