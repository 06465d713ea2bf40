import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ModelState } from '../../../src-main/engine/store/model-state.ts';
import { sealJson } from '../../../src-main/engine/store/sealed-json.ts';
import { openWorkspace, type Workspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const folder = temporaryFolder();
let round = 0;
let root = '';
let models = '';
let workspace: Workspace;

const PUBLICATION = {
  chainId: '31337',
  verifier: '0x01',
  router: '0x02',
  registry: '0x03',
  owner: '0x04',
  modelId: '0x05',
  vkHash: '0x06',
  keyId: 'key',
  registerGas: 7,
  verifyGas: null,
  successor: null,
  deprecated: false,
};
const CREDIT: ModelState = {
  name: 'credit',
  importId: 'abc',
  circuitId: 'def',
  keys: { def: 'key' },
  publications: [PUBLICATION],
};

beforeEach(async () => {
  root = join(folder, `workspace ${round++}`);
  models = join(root, 'models');
  await mkdir(models, { recursive: true });
  workspace = openWorkspace(root);
});
afterEach(() => workspace.close());

test('states of an earlier version are taken over, and their files kept', async () => {
  await writeFile(join(models, 'credit.json'), sealJson(CREDIT));
  await writeFile(join(models, 'mnist.json'), sealJson({ name: 'mnist' }));
  const before = await readFile(join(models, 'credit.json'), 'utf8');
  expect(await workspace.models.read('credit')).toEqual(CREDIT);
  expect(await workspace.models.read('mnist')).toEqual({ name: 'mnist', keys: {}, publications: [] });
  expect((await readdir(models)).sort()).toEqual(['credit.json.taken-over', 'mnist.json.taken-over']);
  expect(await readFile(join(models, 'credit.json.taken-over'), 'utf8')).toBe(before);
});

test('two processes that open it at once, and one that was killed half-way', async () => {
  await writeFile(join(models, 'credit.json'), sealJson(CREDIT));
  const other = openWorkspace(root);
  const found = await Promise.all([workspace.models.read('credit'), other.models.read('credit')]);
  expect(found).toEqual([CREDIT, CREDIT]);
  await other.close();
  // The row is there, the file not yet renamed: what the database says is newer.
  await workspace.models.update('credit', () => ({ ...CREDIT, importId: 'newer' }));
  await workspace.close();
  await writeFile(join(models, 'credit.json'), sealJson(CREDIT));
  expect(await workspace.models.read('credit')).toMatchObject({ importId: 'newer' });
  const kept = await readdir(models);
  expect(kept).toHaveLength(2);
  expect(kept.every((name) => name.startsWith('credit.json.taken-over'))).toBe(true);
});

test.each(['', '{', '[]', '{"name":7}', '{"name":"damaged","publications":[{}]}', 'null'])(
  'a state file that holds %j is damaged: the other models are there, and the file stays',
  async (content) => {
    const path = join(models, 'damaged.json');
    await writeFile(path, content);
    await writeFile(join(models, 'credit.json'), sealJson(CREDIT));
    const error = await appErrorOf(workspace.models.find('damaged'), 'artifact-damaged');
    expect(error.message).toContain(path);
    expect(error.remedy).toMatch(/backup.*import/);
    expect(await workspace.models.read('credit')).toEqual(CREDIT);
    expect(await readFile(path, 'utf8')).toBe(content);
    // As the error says: a backup in its place is taken over at the next start.
    await writeFile(path, sealJson({ ...CREDIT, name: 'damaged' }));
    await workspace.close();
    expect(await workspace.models.find('damaged')).toMatchObject({ publications: [PUBLICATION] });
  },
);

test('a state that was edited by hand, and one under the name of another', async () => {
  await writeFile(
    join(models, 'edited.json'),
    sealJson({ name: 'edited', importId: 'abc' }).replace('abc', 'abd'),
  );
  await writeFile(join(models, 'other.json'), sealJson(CREDIT));
  await appErrorOf(workspace.models.read('edited'), 'artifact-damaged');
  await appErrorOf(workspace.models.read('other'), 'artifact-damaged');
});

test('a state that cannot be read is an error, not a model that was never there', async () => {
  await mkdir(join(models, 'folder.json'));
  await appErrorOf(workspace.models.find('folder'), 'artifact-damaged');
});
