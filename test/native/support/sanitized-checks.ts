import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../native/build-checks.mjs', import.meta.url));

/** What a build of the whole prover with sanitizers may take on a busy machine, milliseconds. */
export const BUILD_TIMEOUT = 1_800_000;

/** `portable` and `mulx` compute with different instructions; `lanes` emulates the code for AVX-512. */
export type ChecksLevel = 'portable' | 'mulx' | 'lanes';

interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

/**
 * Builds the C++ checks of native/test with sanitizers.
 *
 * @param level by default the best that this processor runs
 * @param kernels 'cuda' for the checks of native/cuda/test
 * @returns the program, or why there is none: no compiler
 */
export async function buildChecks(
  level?: ChecksLevel,
  kernels?: 'cuda',
): Promise<{ program: string } | { missing: string }> {
  const words = [level, kernels].filter((word) => word !== undefined);
  const { code, output } = await run(process.execPath, [SCRIPT, ...words]);
  if (code === 2) return { missing: output.trim() };
  if (code !== 0) throw new Error(`The checks cannot be built:\n${output}`);
  return { program: output.trim().split('\n').at(-1) ?? '' };
}

/** Runs one group of checks; what it says comes back, with the seed that repeats it. */
export async function runChecks(program: string, ...args: string[]): Promise<string> {
  const { code, signal, output } = await run(program, args);
  if (code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${signal ?? String(code)}:\n${output}`);
  return output;
}

function run(command: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code, signal, output: Buffer.concat(parts).toString('utf8') });
    });
  });
}
