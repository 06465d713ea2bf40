import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partialName } from '../../../src-main/engine/store/partial-name.ts';
import { isProcessGone, processTag } from '../../../src-main/engine/store/process-tag.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';

const folder = temporaryFolder();
const [machine, , started] = processTag().split('-');
const now = Date.now();
const WEEKS_AGO = now - 14 * 24 * 3600 * 1000;
let living: ChildProcess;
let deadPid = 0;

beforeAll(async () => {
  living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const dead = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' });
  deadPid = dead.pid!;
  await once(dead, 'exit');
});
afterAll(() => living.kill('SIGKILL'));

test('who is gone', () => {
  expect(isProcessGone(processTag(), now)).toBe(false);
  expect(isProcessGone(`${machine}-${deadPid}-${started}`, now)).toBe(true);
});

test('a process that got the number of one that ended is not mistaken for it', ({ skip }) => {
  if (process.platform !== 'linux') skip('no start time of a process is known here');
  expect(isProcessGone(`${machine}-${living.pid}-1`, now)).toBe(true);
});

test('of another machine nothing is known, until it was silent for long', () => {
  expect(isProcessGone(`0badc0de-${deadPid}-1`, now)).toBe(false);
  expect(isProcessGone(`0badc0de-${process.pid}-${started}`, WEEKS_AGO)).toBe(true);
});

test('opening a workspace removes what ended processes left, and nothing else', async () => {
  const root = join(folder, 'workspace');
  const random = '0123456789ab';
  const gone = `${machine}-${deadPid}-1-${random}.partial`;
  const stay = [
    partialName('setup'),
    `setup.0badc0de-${deadPid}-1-${random}.partial`,
    'setup-0123456789ab.partial',
    `setup-${gone}x`,
    'circuit-0123',
  ];
  await mkdir(join(root, 'artifacts', `setup.${gone}`, 'deep'), { recursive: true });
  await writeFile(join(root, 'artifacts', `setup.${gone}`, 'deep', 'file'), 'half');
  for (const name of stay) await mkdir(join(root, 'artifacts', name));
  await mkdir(join(root, 'receipts'));
  await writeFile(join(root, 'receipts', `tiny.json.${gone}`), 'half');
  await writeFile(join(root, `local-chain.json.${gone}`), 'half');
  const foreign = join(root, 'receipts', `tiny.json.0badc0de-${deadPid}-1-${random}.partial`);
  await writeFile(foreign, 'half');
  await utimes(foreign, WEEKS_AGO / 1000, WEEKS_AGO / 1000);

  const workspace = openWorkspace(root);
  await workspace.models.update('tiny', () => ({ name: 'tiny', keys: {}, publications: [] }));
  expect((await readdir(join(root, 'artifacts'))).sort()).toEqual([...stay].sort());
  expect(await readdir(join(root, 'receipts'))).toEqual([]);
  expect((await readdir(root)).filter((name) => name.includes('partial'))).toEqual([]);
  await workspace.close();
});
