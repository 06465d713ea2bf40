import { chmod, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Connection } from '../../../src-main/engine/store/connection.ts';
import { openWorkspace, type Workspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const folder = temporaryFolder();
const KEY = { stage: 'test', version: 1, inputs: [], parameters: {} };
let round = 0;
let root = '';
let workspace: Workspace;
let file = '';
let id = '';

beforeEach(async () => {
  root = join(folder, `workspace ${round++}`);
  workspace = openWorkspace(root);
  const made = await workspace.artifacts.obtain(KEY, async (into) => {
    await writeFile(join(into, 'data'), new Uint8Array(1000));
    return {};
  });
  id = made.id;
  file = join(made.folder, 'data');
});
afterEach(() => workspace.close());

const find = () => workspace.artifacts.find('test', id);

function fingerprintNow(): unknown {
  const connection = new Connection(join(root, 'proofpress.sqlite'));
  const rows = connection.all('SELECT fingerprint, bytes FROM artifacts');
  connection.close();
  expect(rows).toMatchObject([{ bytes: 1000 }]);
  return rows[0]!.fingerprint;
}

test('files that were just written are read again at each use; settled ones once', async () => {
  await find();
  expect(fingerprintNow()).toBeNull();
  await sleep(3100);
  await find();
  expect(fingerprintNow()).toMatch(/^[0-9a-f]{64}$/);
});

test('a change of settled files shows, even one that hides its time', async () => {
  await sleep(3100);
  await find();
  const { mtime, atime } = await stat(file);
  const bytes = await readFile(file);
  bytes[500]! ^= 4;
  // Same size, same time of modification: the time of the change itself cannot be set.
  await writeFile(file, bytes);
  await utimes(file, atime, mtime);
  await appErrorOf(find(), 'artifact-damaged');
  bytes[500]! ^= 4;
  await writeFile(`${file}.copy`, bytes);
  await rename(`${file}.copy`, file);
  expect(await find()).toBeDefined();
});

test('an index that is lost, or belongs to other files, costs a reading and nothing else', async () => {
  await sleep(3100);
  await find();
  const before = fingerprintNow();
  await chmod(file, 0o600);
  expect(await find()).toBeDefined();
  const connection = new Connection(join(root, 'proofpress.sqlite'));
  connection.run('UPDATE artifacts SET fingerprint = ?', String(before));
  connection.run('DELETE FROM artifacts');
  connection.close();
  expect(await find()).toBeDefined();
});
