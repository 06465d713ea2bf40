import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface FreshRun {
  /** From the call under measurement to its result. */
  milliseconds: number;
  /** Largest resident memory of the whole process. */
  peakBytes: number;
}

/**
 * Runs `bench/<script>` in a process of its own; the script prints its result as JSON on its last line, by `reportFresh`
 * a `FreshRun`.
 *
 * @throws Error with what the process wrote, where it fails
 */
export async function runFresh<Result = FreshRun>(script: string, args: readonly string[]): Promise<Result> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${code}:\n${output}${errors}`);
  return JSON.parse(output.trim().split('\n').at(-1)!) as Result;
}
