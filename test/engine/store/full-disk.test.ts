import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { importStage, readModel } from '../../../src-main/engine/pipeline/1-import/import-model.ts';
import { runStage } from '../../../src-main/engine/pipeline/stage.ts';
import { ArtifactStore } from '../../../src-main/engine/store/artifact-store.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { writeAtomic } from '../../../src-main/engine/store/write-atomic.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { modelBytes } from '../../support/onnx-builder.ts';
import { NetworkBuilder } from '../../support/random-networks.ts';
import { Random } from '../../support/random.ts';

const root = temporaryFolder();
const disk = join(root, 'small disk');
const SIZE = 768 * 1024;

/** Room for a database, and not for much more; only root may mount one, and only where the container allows it. */
const { mounted, title } = mountSmallDisk(disk, SIZE);

afterEach(async () => {
  for (const name of await readdir(disk)) await rm(join(disk, name), { recursive: true, force: true });
});

const tooMuch = new Uint8Array(2 * SIZE);

test.skipIf(!mounted)(`a file that does not fit is not half written${title}`, async () => {
  await writeAtomic(join(disk, 'state'), 'old');
  const error = await appErrorOf(writeAtomic(join(disk, 'state'), tooMuch), 'disk-full');
  expect(error.message).toContain('state');
  expect(await readFile(join(disk, 'state'), 'utf8')).toBe('old');
  expect(await readdir(disk)).toEqual(['state']);
});

test.skipIf(!mounted)(`a step whose files do not fit leaves nothing${title}`, async () => {
  const store = new ArtifactStore(join(disk, 'artifacts'));
  const key = { stage: 'test', version: 1, inputs: [], parameters: {} };
  const produce = async (folder: string) => {
    await writeFile(join(folder, 'first'), 'fits');
    await writeFile(join(folder, 'second'), tooMuch);
    return {};
  };
  await appErrorOf(store.obtain(key, produce), 'disk-full');
  expect(await readdir(join(disk, 'artifacts'))).toEqual([]);
});

test.skipIf(!mounted)(`the model state survives a disk that is full to the last byte${title}`, async () => {
  const at = join(disk, 'workspace');
  const workspace = openWorkspace(at);
  const state = { name: 'credit', keys: {}, publications: [] };
  await workspace.models.update('credit', () => state);
  await writeFile(join(disk, 'filler'), tooMuch).catch(() => undefined);
  const error = await appErrorOf(
    workspace.models.update('credit', () => ({ ...state, importId: 'x'.repeat(90_000) })),
    'disk-full',
  );
  expect(error.message).toContain('proofpress.sqlite');
  expect(await workspace.models.read('credit')).toEqual(state);
  await rm(join(disk, 'filler'));
  await workspace.models.update('credit', () => ({ ...state, importId: 'new' }));
  await workspace.close();
  const again = openWorkspace(at);
  expect(await again.models.read('credit')).toEqual({ ...state, importId: 'new' });
  await again.close();
});

test.skipIf(!mounted)(`a database that finds no room to begin${title}`, async () => {
  await writeFile(join(disk, 'filler'), tooMuch).catch(() => undefined);
  const workspace = openWorkspace(join(disk, 'workspace'));
  const write = () =>
    workspace.models.update('credit', () => ({ name: 'credit', keys: {}, publications: [] }));
  await appErrorOf(write(), 'disk-full');
  await rm(join(disk, 'filler'));
  await write();
  await workspace.close();
});

test.skipIf(!mounted)(`an import that does not fit${title}`, async () => {
  const path = join(root, 'large.onnx');
  await writeFile(path, modelBytes(new NetworkBuilder(new Random(1), [1, 500]).gemm(500).finish()));
  const file = await readModel(path);
  const store = new ArtifactStore(join(disk, 'artifacts'));
  const run = () =>
    runStage(store, importStage, file, [file.modelHash], { dimensions: {}, outputs: 'all' }, {});
  await appErrorOf(run(), 'disk-full');
  expect(await readdir(join(disk, 'artifacts'))).toEqual([]);
});

test.skipIf(!mounted)(`an import whose temporary files do not fit${title}`, async () => {
  const path = join(root, 'large-too.onnx');
  await writeFile(path, modelBytes(new NetworkBuilder(new Random(1), [1, 500]).gemm(500).finish()));
  const file = await readModel(path);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = disk;
  try {
    const store = new ArtifactStore(join(root, 'roomy'));
    await appErrorOf(
      runStage(store, importStage, file, [file.modelHash], { dimensions: {}, outputs: 'all' }, {}),
      'disk-full',
    );
    expect(await readdir(disk)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
