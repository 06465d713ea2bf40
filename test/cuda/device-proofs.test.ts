import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groth16, zKey } from 'snarkjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CudaState } from '../../src-main/engine/native/cuda-device.ts';
import { loadNative } from '../../src-main/engine/native/load-native.ts';
import { releaseCurve } from '../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { writeTinyCircuit } from '../engine/groth16/tiny-circuit.ts';
import { writeCircuitFiles } from '../native/support/circuit-files.ts';
import type { CircuitFiles } from '../native/support/circuit-files.ts';
import { BUILD_TIMEOUT } from '../native/support/sanitized-checks.ts';
import { buildEmulatedLibrary } from './support/emulated-library.ts';

const { addon } = await loadNative();

describe.skipIf(addon === undefined)('proofs on an emulated device', () => {
  let library: Awaited<ReturnType<typeof buildEmulatedLibrary>>;
  let folder: string;
  let files: CircuitFiles;
  let log: string[];

  beforeAll(async () => {
    library = await buildEmulatedLibrary();
    folder = await mkdtemp(join(tmpdir(), 'proofpress cuda '));
    files = await writeCircuitFiles(addon!, folder, { multiplications: 40, power: 6 });
    if ('path' in library) process.env.PROOFPRESS_CUDA_LIBRARY = library.path;
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      log.push(String(text));
      return true;
    });
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    vi.restoreAllMocks();
    delete process.env.PROOFPRESS_CUDA_LIBRARY;
    releaseCurve();
    await rm(folder, { recursive: true, force: true });
  });

  /** The prover as a process that has just begun knows it: no device has failed yet. */
  async function freshProver(fault = '') {
    vi.resetModules();
    log = [];
    const { proveWitness } = await import('../../src-main/engine/proofs/groth16/prover/prove.ts');
    const { cudaDevice } = await import('../../src-main/engine/native/cuda-device.ts');
    const { releaseWarmKey } = await import('../../src-main/engine/proofs/groth16/prover/warm-key.ts');
    await cudaDevice(addon!);
    addon!.orderCudaFault(fault);
    const state = (): Promise<CudaState> => cudaDevice(addon!);
    return { prove: (paths = files) => proveWitness(paths), state, releaseWarmKey };
  }

  async function expectHolds({ proof, publicSignals }: { proof: unknown; publicSignals: string[] }) {
    expect(publicSignals).toEqual(files.publicSignals);
    const key = await zKey.exportVerificationKey(files.zkeyPath);
    expect(await groth16.verify(key as never, publicSignals, proof as never)).toBe(true);
  }

  const test = (name: string, body: () => Promise<void>) =>
    it(name, async (context) => ('missing' in library ? context.skip(library.missing) : body()));

  test('are accepted by snarkjs, one after the other with one key', async () => {
    const { prove, state, releaseWarmKey } = await freshProver();
    for (let round = 0; round < 3; round++) await expectHolds(await prove());
    expect((await state()).device?.name).toContain('Emulated');
    expect(log).toEqual([]);
    releaseWarmKey();
  });

  // Later ones than the first of each kind fall into another part of the work: the key, the witness, the sums.
  const FAULTS = [
    'allocation:1',
    'allocation:9',
    'copy:1',
    'copy:20',
    'launch:1',
    'launch:25',
    'lost:30',
    'result:1',
  ];
  for (const fault of FAULTS) {
    test(`${fault} ends in the processor's proof and one line in the log`, async () => {
      const { prove, state, releaseWarmKey } = await freshProver(fault);
      await expectHolds(await prove());
      expect(log).toHaveLength(1);
      expect(log[0]).toMatch(/^proofpress: \S+ Emulated device 0: /);
      expect(log[0]).toMatch(/driver for CUDA \d+\.\d+/);
      expect(log[0]).toMatch(/\d+ wires, domain of 64/);
      // Want of memory says nothing against the device; after anything else it is not trusted again.
      const isOfMemory = fault.startsWith('allocation');
      expect(log[0]!.includes('not used again')).toBe(!isOfMemory);
      const after = await state();
      expect(after.device === undefined).toBe(!isOfMemory);
      await expectHolds(await prove());
      expect(log).toHaveLength(1);
      releaseWarmKey();
    });
  }

  test('a witness that satisfies nothing is not held against the device', async () => {
    const { prove, state, releaseWarmKey } = await freshProver();
    const cheating = await writeTinyCircuit(folder, { multiplications: 40, name: 'cheating', cheat: 1n });
    await expect(prove({ ...files, wtnsPath: cheating.wtnsPath })).rejects.toMatchObject({
      code: 'witness-invalid',
    });
    expect((await state()).device).toBeDefined();
    expect(log).toEqual([]);
    releaseWarmKey();
  });
});
