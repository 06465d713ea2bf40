import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ModelState, ModelStates } from '../../../src-main/engine/store/model-state.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const root = join(temporaryFolder(), 'models');
const states = new ModelStates(root);
const STATE: ModelState = { name: 'credit', importId: 'abc', keys: {}, publications: [] };

test('a state comes back as it was written, and no partial file stays', async () => {
  await states.write(STATE);
  expect(await states.read('credit')).toMatchObject(STATE);
  expect(await readdir(root)).toEqual(['credit.json']);
});

test('a model that is not there: the others are named', async () => {
  expect(await states.find('other')).toBeUndefined();
  const error = await appErrorOf(states.read('other'), 'option-invalid');
  expect(error.remedy).toContain('credit');
});

test.each(['', '../escape', '.hidden', 'a/b', 'a\\b', 'a b', 'x'.repeat(65), 'nul\0'])(
  'the name %j is refused',
  async (name) => {
    await appErrorOf(states.find(name), 'option-invalid');
    await appErrorOf(states.write({ ...STATE, name }), 'option-invalid');
  },
);

test.each(['', '{', '[]', '{"name":7}', '{"name":"damaged","publications":[{}]}', 'null'])(
  'a state file that holds %j is damaged',
  async (content) => {
    await writeFile(join(root, 'damaged.json'), content);
    await appErrorOf(states.find('damaged'), 'artifact-damaged');
    expect(await readFile(join(root, 'damaged.json'), 'utf8')).toBe(content);
  },
);

test('a state that was edited by hand', async () => {
  await states.write({ ...STATE, name: 'edited' });
  const path = join(root, 'edited.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('abc', 'abd'));
  await appErrorOf(states.read('edited'), 'artifact-damaged');
});

test('a state that cannot be read is an error, not a model that was never there', async () => {
  await mkdir(join(root, 'folder.json'));
  await appErrorOf(states.find('folder'), 'workspace-unusable');
});
