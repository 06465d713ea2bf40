import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Worker } from 'node:worker_threads';
import { throwIfAborted } from '../../../../api/progress.ts';
import { AppError } from '../../../../api/errors.ts';
import type { Gadget } from './gadget.ts';
import { circomWasm, readGadgetSource } from './gadget-source.ts';

const ENTRY = new URL('./circom-thread.mjs', import.meta.url);

export interface CircomRun {
  /** An existing empty folder; the outputs are `main.r1cs`, `main.sym` and so on in it. */
  folder: string;
  /** What circom is to write, e.g. `--r1cs`. */
  outputs: readonly ('--r1cs' | '--sym' | '--wasm')[];
  signal?: AbortSignal;
}

/**
 * Compiles a gadget with circom in a thread of its own. All sources are copied into the folder first: the compiler
 * (WebAssembly) sees that folder alone, and a path with a space never reaches it.
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

  const { status, text } = await runThread(
    ['main.circom', `--${gadget.optimization}`, ...outputs],
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

/** @returns the exit status, null where it was ended from outside; and what it wrote to its standard error */
function runThread(
  args: string[],
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ status: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(ENTRY, { workerData: { args, folder, wasmPath: circomWasm() }, execArgv: [] });
    let outcome: { status: number | null; text: string } = { status: null, text: '' };
    const end = () => void thread.terminate();
    signal?.addEventListener('abort', end, { once: true });
    thread.on('message', (message: { status: number; text: string }) => {
      outcome = { status: message.status, text: stripVTControlCharacters(message.text) };
    });
    thread.on('error', reject);
    thread.on('exit', () => {
      signal?.removeEventListener('abort', end);
      resolve(outcome);
    });
  });
}
