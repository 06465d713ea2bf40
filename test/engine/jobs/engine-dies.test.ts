import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { isAlive, jobRows } from './support/open-jobs.ts';

const folder = temporaryFolder();
const SCRIPT = fileURLToPath(new URL('support/run-artifact-job.ts', import.meta.url));
let round = 0;
let root = '';
let engine: ChildProcess;
let workerPid = 0;

beforeEach(async () => {
  root = join(folder, `workspace ${round++}`);
  engine = spawn(process.execPath, ['--import', 'tsx', SCRIPT, root], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(engine.stdout!, 'data')) as [Buffer];
  workerPid = Number(line);
  expect(isAlive(workerPid)).toBe(true);
});
afterEach(() => engine.kill('SIGKILL'));

const artifacts = () => readdir(join(root, 'artifacts'));

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await sleep(5);
}

async function openAndClose(): Promise<void> {
  const workspace = openWorkspace(root);
  await workspace.models.read('tiny');
  await workspace.close();
}

test('kill -9 of the engine: the worker tidies up and ends; the next start marks the job as interrupted', async () => {
  expect(await artifacts()).toEqual([expect.stringMatching(/\.partial$/)]);
  engine.kill('SIGKILL');
  await once(engine, 'exit');
  for (const end = Date.now() + 5000; isAlive(workerPid) && Date.now() < end;) await sleep(10);
  expect(isAlive(workerPid)).toBe(false);
  expect(await artifacts()).toEqual([]);
  expect(jobRows(root)).toMatchObject([{ kind: 'artifact', state: 'running' }]);
  await openAndClose();
  expect(jobRows(root)).toMatchObject([{ state: 'interrupted', finished_at: expect.any(Number) }]);
});

test('kill -9 of both, a power cut: the next start removes what is half-made', async () => {
  process.kill(engine.pid!, 'SIGKILL');
  await kill(workerPid);
  expect(await artifacts()).toEqual([expect.stringMatching(/\.partial$/)]);
  await openAndClose();
  expect(await artifacts()).toEqual([]);
  expect(jobRows(root)).toMatchObject([{ state: 'interrupted' }]);
});

test('another engine that starts meanwhile leaves a running job and its files alone', async () => {
  await openAndClose();
  expect(jobRows(root)).toMatchObject([{ state: 'running' }]);
  expect(await artifacts()).toEqual([expect.stringMatching(/\.partial$/)]);
  expect(isAlive(workerPid)).toBe(true);
});
