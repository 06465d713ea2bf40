import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadNative } from '../../src-main/engine/native/load-native.ts';
import { BUILD_TIMEOUT } from '../native/support/sanitized-checks.ts';
import { buildEmulatedLibrary } from './support/emulated-library.ts';

const { addon } = await loadNative();
const SCRIPT = fileURLToPath(new URL('../../bench/gpu-check/main.ts', import.meta.url));

interface Ended {
  code: number;
  output: string;
  errors: string;
}

describe.skipIf(addon === undefined)('gpu-check', () => {
  let library: Awaited<ReturnType<typeof buildEmulatedLibrary>>;
  beforeAll(async () => {
    library = await buildEmulatedLibrary();
  }, BUILD_TIMEOUT);

  function run(environment: Record<string, string>, ...args: string[]): Promise<Ended> {
    const env = { ...process.env, ...environment };
    return new Promise((resolve) => {
      execFile(process.execPath, ['--import', 'tsx', SCRIPT, ...args], { env }, (error, output, errors) =>
        resolve({ code: error === null ? 0 : Number(error.code), output, errors }),
      );
    });
  }
  const test = (name: string, body: (environment: Record<string, string>) => Promise<void>) =>
    it(name, { timeout: 600_000 }, async (context) =>
      'missing' in library ? context.skip(library.missing) : body({ PROOFPRESS_CUDA_LIBRARY: library.path }),
    );

  test('says which device and driver, and what took how long', async (environment) => {
    const { code, output, errors } = await run(environment, '--trial', '--json');
    expect(errors).toMatch(/Device +Emulated device 0, .*\n.*driver for CUDA 13\.0/);
    expect(errors).toMatch(/\| proof, mostly bits +\| 2\^6 +\| [\d.]+ ms/);
    const { rows } = JSON.parse(output) as { rows: { name: string; deviceSeconds: number }[] };
    expect(rows.map(({ name }) => name)).toEqual([
      'sum of points, G1',
      'sum of points, G2',
      'transform',
      'proof, mostly bits',
    ]);
    for (const { deviceSeconds } of rows) expect(deviceSeconds).toBeGreaterThan(0);
    expect(code).toBe(0);
  });

  test('stops at the first wrong result and tells its sizes', async (environment) => {
    const { code, output, errors } = await run(
      { ...environment, PROOFPRESS_CUDA_FAULT: 'result:5' },
      '--trial',
    );
    expect(errors).toContain(
      'The device computes a wrong result: sum of 1 points of G1, scalars "bits", seed 1.',
    );
    expect(output).not.toContain('ms');
    expect(code).toBe(1);
  });

  it('says why there is nothing to check', async () => {
    const { code, errors } = await run({ PROOFPRESS_CUDA: 'off', PROOFPRESS_CUDA_LIBRARY: '' });
    expect(errors).toContain('There is no device to check: PROOFPRESS_CUDA is "off".');
    expect(code).toBe(1);
  });
});
