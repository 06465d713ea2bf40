import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/api/errors.ts';
import {
  artifactId,
  type ArtifactKey,
  ArtifactStore,
} from '../../../src-main/engine/store/artifact-store.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const root = temporaryFolder();
let folder = '';
let store: ArtifactStore;
let runs = 0;
let round = 0;

const KEY: ArtifactKey = {
  stage: 'test',
  version: 1,
  inputs: ['aa', 'bb'],
  parameters: { bits: 8, name: 'x' },
};

async function produce(into: string): Promise<{ answer: number }> {
  runs += 1;
  await writeFile(
    join(into, 'data.bin'),
    Uint8Array.from({ length: 1000 }, (_, index) => index % 251),
  );
  await writeFile(join(into, 'empty.txt'), '');
  return { answer: 42 };
}

beforeEach(() => {
  folder = join(root, `store ${round++}`);
  store = new ArtifactStore(folder);
  runs = 0;
});

describe('reuse', () => {
  test('the same key finds the same artifact, also in another store over the same folder', async () => {
    const first = await store.obtain(KEY, produce);
    const second = await new ArtifactStore(folder).obtain(KEY, produce);
    expect(first).toMatchObject({ reused: false, summary: { answer: 42 } });
    expect(second).toEqual({ ...first, reused: true });
    expect(runs).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('the order of parameters does not matter, everything else does', () => {
    const id = artifactId(KEY);
    expect(artifactId({ ...KEY, parameters: { name: 'x', bits: 8 } })).toBe(id);
    const others: ArtifactKey[] = [
      { ...KEY, stage: 'tes' },
      { ...KEY, version: 2 },
      { ...KEY, inputs: ['bb', 'aa'] },
      { ...KEY, inputs: ['aabb'] },
      { ...KEY, parameters: { bits: '8', name: 'x' } },
      { ...KEY, parameters: { bits: 8 } },
    ];
    expect(new Set([id, ...others.map(artifactId)]).size).toBe(others.length + 1);
  });
});

describe('damage by hand is found', () => {
  const change = async (name: string, edit: (bytes: Buffer) => Buffer | undefined) => {
    const path = join((await store.obtain(KEY, produce)).folder, name);
    const edited = edit(await readFile(path));
    if (edited) await writeFile(path, edited);
    else await rm(path);
  };
  const flip = (bytes: Buffer) => {
    bytes[500]! ^= 4;
    return bytes;
  };
  const replace = (from: string, to: string) => (bytes: Buffer) => {
    const text = bytes.toString();
    expect(text).toContain(from);
    return Buffer.from(text.replace(from, to));
  };
  test.each<[string, string, (bytes: Buffer) => Buffer | undefined]>([
    ['a flipped bit', 'data.bin', flip],
    ['a shorter file', 'data.bin', (bytes) => bytes.subarray(0, 999)],
    ['a longer file', 'data.bin', (bytes) => Buffer.concat([bytes, Buffer.from([0])])],
    ['a deleted file', 'data.bin', () => undefined],
    ['a filled empty file', 'empty.txt', () => Buffer.from('x')],
    ['a deleted manifest', 'manifest.json', () => undefined],
    ['an empty manifest', 'manifest.json', () => Buffer.alloc(0)],
    ['a cut manifest', 'manifest.json', (bytes) => bytes.subarray(0, bytes.length - 20)],
    ['a changed summary', 'manifest.json', replace('"answer": 42', '"answer": 43')],
    ['a changed parameter', 'manifest.json', replace('"bits": 8', '"bits": 9')],
    ['a changed hash', 'manifest.json', replace('"sha256": "', '"sha256": "0')],
  ])('%s', async (_, name, edit) => {
    await change(name, edit);
    const error = await appErrorOf(store.obtain(KEY, produce), 'artifact-damaged');
    expect(error.message).toContain(name === 'manifest.json' ? 'manifest.json' : name);
    expect(runs).toBe(1);
  });

  test('a file edited together with its hash in the manifest', async () => {
    const { folder: at } = await store.obtain(KEY, produce);
    const { createHash } = await import('node:crypto');
    await writeFile(join(at, 'data.bin'), new Uint8Array(1000));
    const manifest = JSON.parse(await readFile(join(at, 'manifest.json'), 'utf8')) as {
      files: Record<string, { sha256: string }>;
    };
    manifest.files['data.bin']!.sha256 = createHash('sha256').update(new Uint8Array(1000)).digest('hex');
    await writeFile(join(at, 'manifest.json'), JSON.stringify(manifest, null, 2));
    await appErrorOf(store.obtain(KEY, produce), 'artifact-damaged');
  });

  test('after the folder is deleted, as the error says, it is made again', async () => {
    await change('data.bin', flip);
    await appErrorOf(store.obtain(KEY, produce), 'artifact-damaged');
    await rm(join(folder, (await readdir(folder))[0]!), { recursive: true });
    expect(await store.obtain(KEY, produce)).toMatchObject({ reused: false });
  });
});

describe('an interrupted step', () => {
  test.each([
    ['an AppError', new AppError('aborted', 'The work was cancelled.', 'Start again.')],
    ['any other error', new TypeError('a bug')],
  ])('%s leaves nothing and reaches the caller', async (_, failure) => {
    const failing = async (into: string) => {
      await produce(into);
      await mkdir(join(into, 'deep'));
      throw failure;
    };
    await expect(store.obtain(KEY, failing)).rejects.toBe(failure);
    expect(await readdir(folder)).toEqual([]);
    expect(await store.obtain(KEY, produce)).toMatchObject({ reused: false });
  });

  test('what a killed process left is never taken for an artifact', async () => {
    const { folder: made } = await store.obtain(KEY, produce);
    await mkdir(`${made.replace(/[^/]+$/, '')}test-0123456789ab.partial`);
    expect(await store.obtain({ ...KEY, version: 9 }, produce)).toMatchObject({ reused: false });
  });

  test('a store that is a file', async () => {
    await writeFile(folder, 'not a folder');
    await appErrorOf(store.obtain(KEY, produce), 'workspace-unusable');
  });
});

test('many at once for one key: one artifact, all get it, nothing is left over', async () => {
  const slow = async (into: string) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return produce(into);
  };
  const artifacts = await Promise.all(
    Array.from({ length: 8 }, () => new ArtifactStore(folder).obtain(KEY, slow)),
  );
  expect(new Set(artifacts.map((artifact) => artifact.folder)).size).toBe(1);
  expect(artifacts.filter(({ reused }) => !reused)).toHaveLength(1);
  expect(artifacts.every(({ summary }) => summary.answer === 42)).toBe(true);
  expect(await readdir(folder)).toHaveLength(1);
});

test('what is made with fresh randomness is addressed by its content', async () => {
  const random = async (into: string) => {
    await writeFile(join(into, 'key'), String(runs++));
    return {};
  };
  const [first, second] = [await store.create(KEY, random), await store.create(KEY, random)];
  expect(first.id).not.toBe(second.id);
  expect(await store.find(KEY.stage, first.id)).toMatchObject({ folder: first.folder });
});
