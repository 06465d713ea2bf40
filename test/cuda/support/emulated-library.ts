import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../native/build-checks.mjs', import.meta.url));

/**
 * Builds the library for NVIDIA devices with the emulator in CUDA's place.
 *
 * @returns its path, or why there is none: no compiler
 */
export async function buildEmulatedLibrary(): Promise<{ path: string } | { missing: string }> {
  const child = spawn(process.execPath, [SCRIPT, 'emulated'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 2) return { missing: output.trim() };
  if (code !== 0) throw new Error(`The emulated library cannot be built:\n${output}`);
  return { path: output.trim().split('\n').at(-1) ?? '' };
}
