import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ModelState, Publication } from '../../../src-main/engine/store/model-state.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { asDeclared, openWorkspaceAt, type OpenWorkspace, quantizeTiny } from './support/open-workspace.ts';

const folder = temporaryFolder();
let open: OpenWorkspace;
let files: { model: string; samples: string };

/** Circuits and keys of two settings; the present one is `public`. */
beforeAll(async () => {
  open = openWorkspaceAt(join(folder, 'workspace'));
  files = await quantizeTiny(open.client, folder, 'tiny');
  for (const mode of ['committed', 'public'] as const) {
    await open.client.compileModel({ name: 'tiny', modes: { x: mode } }, {});
    await open.client.setupModel({ name: 'tiny' }, {});
  }
});
afterAll(() => open.engine.close());

async function withStates<Result>(use: (states: ReturnType<typeof openWorkspace>) => Promise<Result>) {
  const workspace = openWorkspace(open.root);
  try {
    return await use(workspace);
  } finally {
    await workspace.close();
  }
}

const readState = () => withStates(({ models }) => models.read('tiny'));
const writeState = (state: ModelState) => withStates(({ models }) => models.update('tiny', () => state));

function publicationOf(keyId: string): Publication {
  const address = `0x${'1'.repeat(40)}`;
  return {
    ...{ chainId: '1', verifier: address, router: address, registry: address, owner: address },
    ...{ modelId: '0x1', vkHash: '0x2', keyId, registerGas: null, verifyGas: null },
    ...{ successor: null, deprecated: false },
  };
}

const stored = async (stage: string) =>
  (await readdir(join(open.root, 'artifacts'))).filter((name) => name.startsWith(`${stage}-`)).sort();
const use = async () => asDeclared('diskUse', await open.client.diskUse({}));
const bytesOf = async (kind: string) => (await use()).shared.find((one) => one.kind === kind)?.bytes ?? 0;
const clean = (...kinds: string[]) => open.client.cleanUp({ kinds });

/** As if it had been made long ago. */
async function age(): Promise<void> {
  const artifacts = join(open.root, 'artifacts');
  for (const name of await readdir(artifacts)) await utimes(join(artifacts, name), 1000, 1000);
}

beforeEach(age);

describe('diskUse', () => {
  test('counts every byte once', async () => {
    const { models, shared, totalBytes, freeBytes } = await use();
    const parts = models.flatMap((model) => model.parts);
    expect(parts.map(({ kind }) => kind).sort()).toEqual(['circuit', 'import', 'quantize', 'setup']);
    expect(models[0]!.bytes).toBe(parts.reduce((sum, { bytes }) => sum + bytes, 0));
    expect([...models, ...shared].reduce((sum, { bytes }) => sum + bytes, 0)).toBe(totalBytes);
    expect(freeBytes).toBeGreaterThan(0);
    const cleanable = shared.filter(({ canBeCleaned }) => canBeCleaned).map(({ kind }) => kind);
    expect(cleanable.sort()).toEqual(['earlier', 'gadgets']);
    expect(await bytesOf('powers-of-tau')).toBeGreaterThan(0);
  });

  test('of a key that others rely on says so, and keeps what belongs to it', async () => {
    const state = await readState();
    const before = await bytesOf('earlier');
    const earlier = Object.keys(state.keys).find((circuit) => circuit !== state.circuitId)!;
    await writeState({ ...state, publications: [publicationOf(state.keys[earlier]!)] });
    const { models } = await use();
    expect(models[0]!.parts.filter(({ isIrreplaceable }) => isIrreplaceable)).toMatchObject([
      { kind: 'setup' },
    ]);
    expect(await bytesOf('earlier')).toBe(0);
    expect(before).toBeGreaterThan(0);
    const all = [await stored('setup'), await stored('circuit')];
    await clean('earlier');
    expect([await stored('setup'), await stored('circuit')]).toEqual(all);
    await writeState(state);
  });
});

describe('cleanUp', () => {
  test('refuses what it does not know, and what is a model', async () => {
    for (const kind of ['powers-of-tau', 'setup', 'other', '..'])
      await appErrorOf(clean('gadgets', kind), 'option-invalid');
    expect(await bytesOf('gadgets')).toBeGreaterThan(0);
  });

  test('waits for work that goes on', async () => {
    const before = await stored('setup');
    await withStates(async ({ jobs }) => {
      const id = await jobs.queue('setup', 'tiny');
      const error = await appErrorOf(clean('earlier'), 'option-invalid');
      expect(error.message).toContain('"setup" for "tiny"');
      await appErrorOf(open.client.removeModel({ name: 'tiny' }), 'option-invalid');
      await jobs.finish(id, { state: 'done' });
    });
    expect(await stored('setup')).toEqual(before);
  });

  test('leaves alone what has just been made', async () => {
    const fresh = new Date();
    for (const name of await stored('circuit'))
      await utimes(join(open.root, 'artifacts', name), fresh, fresh);
    const before = await stored('circuit');
    await clean('earlier');
    expect(await stored('circuit')).toEqual(before);
    expect(await stored('setup')).toHaveLength(1);
  });

  test('deletes results of earlier settings, which can be made again', async () => {
    const earlier = await bytesOf('earlier');
    expect((await clean('earlier')).freedBytes).toBe(earlier);
    expect(await bytesOf('earlier')).toBe(0);
    expect((await open.client.describeModel({ name: 'tiny' })).next).toBe('publish');
    await open.client.proveInference({ name: 'tiny', samples: files.samples }, {});

    await open.client.compileModel({ name: 'tiny', modes: { x: 'committed' } }, {});
    expect((await open.client.describeModel({ name: 'tiny' })).steps.setup).toBe('open');
    await open.client.compileModel({ name: 'tiny', modes: { x: 'public' } }, {});
  });

  test('deletes uploads that no model remembers', async () => {
    for (const name of ['known', 'unknown']) {
      const path = join(open.root, 'uploads', name);
      await mkdir(path, { recursive: true });
      await writeFile(join(path, 'samples.json'), 'x'.repeat(1000));
      await utimes(join(path, 'samples.json'), 1000, 1000);
      await utimes(path, 1000, 1000);
    }
    const state = await readState();
    await writeState({
      ...state,
      samples: { calibration: join(open.root, 'uploads', 'known', 'samples.json') },
    });
    expect((await clean('uploads')).freedBytes).toBeGreaterThanOrEqual(1000);
    expect(await readdir(join(open.root, 'uploads'))).toEqual(['known']);
    await writeState(state);
  });

  test('deletes nothing that a model may need whose state cannot be read', async () => {
    const legacy = join(open.root, 'models');
    await mkdir(legacy, { recursive: true });
    await writeFile(join(legacy, 'old.json'), '{}');
    const before = await stored('circuit');
    await appErrorOf(clean('earlier'), 'artifact-damaged');
    expect((await use()).shared.find(({ kind }) => kind === 'earlier')?.canBeCleaned).toBe(false);
    expect(await stored('circuit')).toEqual(before);
    await rm(legacy, { recursive: true });
  });
});

describe('removeModel', () => {
  test('keeps what another model uses', async () => {
    await open.client.importModel({ path: files.model, name: 'twin' }, {});
    expect(await bytesOf('common')).toBeGreaterThan(0);
    expect((await open.client.removeModel({ name: 'twin' })).freedBytes).toBe(0);
    expect((await open.client.describeModel({ name: 'tiny' })).steps.import).toBe('done');
    await appErrorOf(open.client.describeModel({ name: 'twin' }), 'option-invalid');
  });

  test('asks for the name where others rely on the key', async () => {
    const state = await readState();
    await writeState({ ...state, publications: [publicationOf(state.keys[state.circuitId!]!)] });
    const before = await stored('setup');
    for (const confirm of [undefined, '', 'Tiny', 'twin']) {
      const error = await appErrorOf(
        open.client.removeModel({ name: 'tiny', confirm }),
        'confirmation-missing',
      );
      expect(error.remedy).toContain('proofpress export tiny');
    }
    expect(await stored('setup')).toEqual(before);
    expect(await readState()).toMatchObject({ publications: [{ chainId: '1' }] });

    const receipts = await open.client.listReceipts({ name: 'tiny' });
    expect(receipts.receipts).not.toEqual([]);
    const { freedBytes } = await open.client.removeModel({ name: 'tiny', confirm: 'tiny' });
    expect(freedBytes).toBeGreaterThan(10_000);
    for (const stage of ['import', 'quantize', 'setup']) expect(await stored(stage)).toEqual([]);
    expect((await open.client.listModels({})).models).toEqual([]);
    expect(await open.client.listReceipts({ name: 'tiny' })).toEqual(receipts);
    expect((await open.client.listJobs({})).jobs[0]).toMatchObject({ model: null });
    expect(existsSync(files.model)).toBe(true);
  });

  test('what nobody uses any more can be cleaned then', async () => {
    expect(await bytesOf('unused-powers-of-tau')).toBeGreaterThan(0);
    const gadgets = await bytesOf('gadgets');
    const { freedBytes } = await clean('unused-powers-of-tau', 'earlier', 'gadgets');
    expect(freedBytes).toBeGreaterThan(gadgets);
    expect(await bytesOf('gadgets')).toBe(0);
    expect(await readdir(join(open.root, 'artifacts'))).toEqual([]);
  });

  test('says so where there is no such model', async () => {
    await appErrorOf(open.client.removeModel({ name: 'tiny' }), 'option-invalid');
  });
});
