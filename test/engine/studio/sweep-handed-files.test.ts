import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { sweepHandedFiles } from '../../../src-main/engine/studio/sweep-handed-files.ts';
import { Connection } from '../../../src-main/engine/store/connection.ts';
import type { ModelState } from '../../../src-main/engine/store/model-state.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';

const OLD = new Date(Date.now() - 25 * 3600_000);
const folder = temporaryFolder();
let workspace: string;
let count = 0;
beforeEach(() => {
  workspace = join(folder, String(count++));
});

/** A file below the workspace; an old one lies in old folders. */
async function file(path: string, { isOld = true } = {}): Promise<void> {
  const full = join(workspace, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, 'x');
  for (let part = full; isOld && part !== workspace; part = dirname(part)) await utimes(part, OLD, OLD);
}

const names = async (path: string) => (await readdir(join(workspace, path))).sort();

async function makeModel(more: Partial<ModelState>): Promise<void> {
  const opened = openWorkspace(workspace);
  await opened.models.update('mnist', () => ({ name: 'mnist', keys: {}, publications: [], ...more }));
  await opened.close();
}

test('what is a day old goes, what is newer stays', async () => {
  await file('uploads/aaaa-old-one/digits/3/a.png');
  await file('uploads/bbbb-new-one/a.png', { isOld: false });
  await file('uploads/cccc-old-with-new/digits/a.png');
  await file('uploads/cccc-old-with-new/digits/b.png', { isOld: false });
  await file('uploads/.unfinished/1234');
  await file('uploads/.unfinished/1234.json');
  await file('uploads/.unfinished/5678', { isOld: false });
  await file('downloads/dddd/bundle.tar');
  await file('downloads/eeee/bundle.tar', { isOld: false });
  await file('receipts/old.json');
  expect(await sweepHandedFiles(workspace)).toBe(4);
  expect(await names('uploads')).toEqual(['.unfinished', 'bbbb-new-one', 'cccc-old-with-new']);
  expect(await names('uploads/.unfinished')).toEqual(['5678']);
  expect(await names('downloads')).toEqual(['eeee']);
  expect(await names('receipts')).toEqual(['old.json']);
});

test('samples that a model remembers stay, however old', async () => {
  await file('uploads/aaaa-samples/digits/a.png');
  await file('uploads/bbbb-forgotten/a.png');
  const calibration = join(workspace, 'uploads/aaaa-samples/digits');
  await makeModel({ samples: { calibration } });
  expect(await sweepHandedFiles(workspace)).toBe(1);
  expect(await names('uploads')).toEqual(['aaaa-samples']);
});

test('where a model cannot be read, nothing goes', async () => {
  await file('uploads/aaaa-samples/a.png');
  await makeModel({});
  const connection = new Connection(join(workspace, 'proofpress.sqlite'));
  connection.run("UPDATE models SET state = '{}'");
  connection.close();
  expect(await sweepHandedFiles(workspace)).toBe(0);
  expect(await names('uploads')).toEqual(['aaaa-samples']);
});

test('a workspace that is not there is not made', async () => {
  expect(await sweepHandedFiles(workspace)).toBe(0);
  await expect(readdir(workspace)).rejects.toThrow();
});

test('a ceremony that came back stays, however old: nobody could make its contributions again', async () => {
  await file('uploads/aaaa-ceremony/round/ceremony.json');
  await file('uploads/aaaa-ceremony/round/key.zkey');
  await file('uploads/bbbb-other/round/key.zkey');
  expect(await sweepHandedFiles(workspace)).toBe(1);
  expect(await names('uploads')).toEqual(['aaaa-ceremony']);
});
