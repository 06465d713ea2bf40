import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../native/test/lanes-check.cpp');
const MULX = ['-mbmi2', '-madx'];
const AVX512 = ['f', 'ifma', 'vl', 'dq', 'bw'].map((part) => `-mavx512${part}`);
const SANITIZERS = ['-g1', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/** What `level` says of the lanes, the flags that make it, and what the processor must have for it. */
const LEVELS = [
  { level: 'none', flags: ['-O2'], needs: [] },
  { level: 'emulated', flags: ['-O1', '-DPROOFPRESS_EMULATE_LANES', ...SANITIZERS], needs: [] },
  { level: 'avx512', flags: ['-O3', ...MULX, ...AVX512], needs: ['avx512ifma', 'avx512vl', 'adx'] },
];

const features = existsSync('/proc/cpuinfo')
  ? (/^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [])
  : [];
const compiler = process.env.CXX ?? 'g++';

interface Outcome {
  /** Null where the program could not be started, or a signal ended it. */
  code: number | null;
  output: string;
}

function run(command: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => parts.push(part));
    child.on('error', (error) => {
      resolve({ code: null, output: error.message });
    });
    child.on('close', (code) => {
      resolve({ code, output: Buffer.concat(parts).toString('utf8') });
    });
  });
}

describe('lanes of eight against scalar code', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress-lanes-'));
    await writeFile(join(folder, 'trial.cpp'), 'int main() { return 0; }\n');
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  for (const { level, flags, needs } of LEVELS) {
    it(`lanes: ${level}`, { timeout: 900_000 }, async (context) => {
      const missing = needs.filter((feature) => !features.includes(feature));
      if (missing.length > 0) return context.skip(`This processor lacks ${missing.join(', ')}.`);
      const program = join(folder, level);
      const trial = await run(compiler, [...flags, join(folder, 'trial.cpp'), '-o', program]);
      if (trial.code !== 0)
        return context.skip(`${compiler} is missing, or cannot build this: ${trial.output}`);

      const options = ['-std=c++17', ...flags, '-DPROOFPRESS_LANES_CHECK_ALONE'];
      const built = await run(compiler, [...options, SOURCE, '-o', program]);
      expect(built.code, built.output).toBe(0);
      const checked = await run(program, [String(Date.now()), '3']);
      expect(checked.code, checked.output).toBe(0);
      expect(checked.output).toContain(`lanes ${level}: ok`);
    });
  }
});
