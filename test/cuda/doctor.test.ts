import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { forkWorker } from '../../src-main/engine/jobs/fork-worker.ts';
import { loadNative } from '../../src-main/engine/native/load-native.ts';
import type { NativeReport } from '../../src-main/engine/native/native-report.ts';
import { BUILD_TIMEOUT } from '../native/support/sanitized-checks.ts';
import { buildEmulatedLibrary } from './support/emulated-library.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/proofpress.mjs', import.meta.url));
const { addon } = await loadNative();

async function doctor(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, 'doctor', ...args], {
    env: { ...process.env, ...env },
  });
  return stdout;
}
async function cudaReport(env: NodeJS.ProcessEnv): Promise<NativeReport['cuda']> {
  return (JSON.parse(await doctor(env, '--json')) as { native: NativeReport }).native.cuda;
}

describe.skipIf(addon === undefined)('what doctor says of NVIDIA devices', () => {
  let library: Awaited<ReturnType<typeof buildEmulatedLibrary>>;
  let folder: string;
  beforeAll(async () => {
    library = await buildEmulatedLibrary();
    folder = await mkdtemp(join(tmpdir(), 'proofpress doctor '));
  }, BUILD_TIMEOUT);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is one line: which device, or why none', async (context) => {
    if ('missing' in library) return context.skip(library.missing);
    const emulated = { PROOFPRESS_CUDA_LIBRARY: library.path };
    expect(await doctor(emulated)).toMatch(/^Proofs are made on Emulated device 0 \(1 GiB, .*8\.0/m);
    expect(await doctor({ ...emulated, PROOFPRESS_CUDA: 'off' })).toMatch(
      /^No NVIDIA device is used: PROOFPRESS_CUDA is "off"$/m,
    );
    const withoutDevices = await cudaReport({ ...emulated, PROOFPRESS_EMULATOR_DEVICES: '0' });
    expect(withoutDevices).toMatchObject({
      device: null,
      reason: expect.stringContaining('no NVIDIA device') as string,
    });
  });

  it('gives each worker that computes beside others its own device, as far as there are', async (context) => {
    if ('missing' in library) return context.skip(library.missing);
    const two = { PROOFPRESS_CUDA_LIBRARY: library.path, PROOFPRESS_EMULATOR_DEVICES: '2' };
    const indices = await Promise.all(
      ['0', '1', '2'].map(
        async (slot) => (await cudaReport({ ...two, PROOFPRESS_CUDA_SLOT: slot })).device?.index,
      ),
    );
    expect(indices).toEqual([0, 1, 0]);
    expect((await cudaReport({ ...two, PROOFPRESS_CUDA_DEVICE: '1' })).device?.index).toBe(1);
    expect((await cudaReport({ ...two, PROOFPRESS_CUDA_DEVICE: '2' })).reason).toContain('no device 2');
  });

  it('names what is wrong with a library or a setting', async () => {
    const broken = join(folder, 'broken.so');
    await writeFile(broken, 'not a library');
    expect((await cudaReport({ PROOFPRESS_CUDA_LIBRARY: broken })).reason).toContain(
      `${broken} cannot be opened`,
    );
    // A library without the interface.
    expect((await cudaReport({ PROOFPRESS_CUDA_LIBRARY: 'libm.so.6' })).reason).toContain('has no function');
    expect((await cudaReport({ PROOFPRESS_CUDA: 'yes' })).reason).toContain('PROOFPRESS_CUDA is "yes"');
    expect((await cudaReport({ PROOFPRESS_CUDA_DEVICE: '-1' })).reason).toContain(
      'PROOFPRESS_CUDA_DEVICE is "-1"',
    );
  });

  it('reaches whoever runs the program from a worker: lines of the log and nothing else are passed on', async () => {
    const entry = join(folder, 'worker.mjs');
    await writeFile(
      entry,
      `process.stderr.write('noise\\nproofpress: a de'); process.stderr.write('vice failed\\nproofpress: cut');`,
    );
    const written: string[] = [];
    const spy = vi
      .spyOn(process.stderr, 'write')
      .mockImplementation((text) => written.push(String(text)) > 0);
    await new Promise<void>((resolve) => forkWorker(pathToFileURL(entry)).onExit(() => resolve()));
    spy.mockRestore();
    expect(written).toEqual(['proofpress: a device failed\n']);
  });
});
