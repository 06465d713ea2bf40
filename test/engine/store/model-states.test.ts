import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Connection } from '../../../src-main/engine/store/connection.ts';
import type { ModelState } from '../../../src-main/engine/store/model-state.ts';
import { openWorkspace, type Workspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const folder = temporaryFolder();
const STATE: ModelState = { name: 'credit', importId: 'abc', keys: {}, publications: [] };
let round = 0;
let root = '';
let workspace: Workspace;

beforeEach(() => {
  root = join(folder, `workspace ${round++}`);
  workspace = openWorkspace(root);
});
afterEach(() => workspace.close());

test('a state comes back as it was written, also after the workspace was closed', async () => {
  await workspace.models.update('credit', () => STATE);
  expect(await workspace.models.read('credit')).toEqual(STATE);
  await workspace.close();
  expect(await workspace.models.read('credit')).toEqual(STATE);
});

test('asking makes nothing', async () => {
  expect(await workspace.models.find('credit')).toBeUndefined();
  const error = await appErrorOf(workspace.models.read('credit'), 'option-invalid');
  expect(error.remedy).toContain('proofpress import');
  await expect(readdir(root)).rejects.toThrow(/ENOENT/);
});

test('a model that is not there: the others are named', async () => {
  await workspace.models.update('credit', () => STATE);
  const error = await appErrorOf(workspace.models.read('other'), 'option-invalid');
  expect(error.remedy).toContain('credit');
});

test.each(['', '../escape', '.hidden', 'a/b', 'a\\b', 'a b', 'x'.repeat(65), 'nul\0'])(
  'the name %j is refused',
  async (name) => {
    await appErrorOf(workspace.models.find(name), 'option-invalid');
    await appErrorOf(
      workspace.models.update(name, () => ({ ...STATE, name })),
      'option-invalid',
    );
  },
);

test('two engines that change a model at once: neither forgets what the other wrote', async () => {
  const other = openWorkspace(root);
  const keyOf = (circuit: string) => (present: ModelState | undefined) => {
    const state = present ?? STATE;
    return { ...state, keys: { ...state.keys, [circuit]: `key of ${circuit}` } };
  };
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? other : workspace).models.update('credit', keyOf(`circuit ${index}`)),
    ),
  );
  expect(Object.keys((await workspace.models.read('credit')).keys)).toHaveLength(20);
  await other.close();
});

test('a change that fails leaves the state as it was', async () => {
  await workspace.models.update('credit', () => STATE);
  const fail = () => {
    throw new TypeError('a bug');
  };
  await expect(workspace.models.update('credit', fail)).rejects.toThrow('a bug');
  expect(await workspace.models.read('credit')).toEqual(STATE);
  await workspace.models.update('credit', () => ({ ...STATE, importId: 'def' }));
});

test.each([
  [`UPDATE models SET state = replace(state, 'abc', 'abd')`],
  [`UPDATE models SET state = '{'`],
  [`UPDATE models SET sha256 = ''`],
  [`UPDATE models SET name = 'credit' WHERE name = 'other'`],
])('a row changed by hand: %s', async (sql) => {
  await workspace.models.update('other', () => ({ ...STATE, name: 'other' }));
  if (!sql.includes('other')) await workspace.models.update('credit', () => STATE);
  await workspace.close();
  const connection = new Connection(join(root, 'proofpress.sqlite'));
  connection.execute(sql);
  connection.close();
  const error = await appErrorOf(workspace.models.read('credit'), 'artifact-damaged');
  expect(error.message).toContain(join(root, 'proofpress.sqlite'));
  expect(error.remedy).toMatch(/backup.*import/);
  await appErrorOf(
    workspace.models.update('credit', (present) => present!),
    'artifact-damaged',
  );
});

test('a closed workspace is one file, which can be copied as a backup', async () => {
  await workspace.models.update('credit', () => STATE);
  await workspace.close();
  const text = (await readFile(join(root, 'proofpress.sqlite'))).toString('latin1');
  expect(text).toContain('"importId":"abc"');
});
