import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AppError } from '../../../src-main/api/errors.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { Random } from '../../support/random.ts';
import { isAlive, jobRows, openJobs } from './support/open-jobs.ts';

const folder = temporaryFolder();
const ROUNDS = Number(process.env.JOB_ROUNDS ?? 200);

test(`${ROUNDS} jobs, killed, cancelled or let go at any moment: nothing half-made, every job recorded as it ended`, async () => {
  const random = new Random(20);
  const root = join(folder, 'workspace');
  const open = await openJobs(root);
  const artifacts = open.workspace.artifactFolder;
  const ends: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const controller = new AbortController();
    const what = ['kill', 'cancel', 'leave'][random.integer(0, 2)];
    const running = open.jobs
      .run('artifact', { folder: artifacts, files: 20, milliseconds: 10 }, 'tiny', controller)
      .then(
        () => 'done',
        (error: unknown) => (error instanceof AppError ? error.code : String(error)),
      );
    await sleep(random.integer(0, 900));
    if (what === 'cancel') controller.abort();
    const pid = open.workers.at(-1)?.pid;
    if (what === 'kill' && pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
    ends.push(await running);
    const names = await readdir(artifacts).catch(() => []);
    expect(names.filter((name) => name.includes('.partial'))).toEqual([]);
  }
  const states: Record<string, string> = { done: 'done', aborted: 'cancelled', 'worker-ended': 'failed' };
  expect(jobRows(root).map(({ state }) => state)).toEqual(ends.map((end) => states[end]));
  expect(new Set(ends)).toEqual(new Set(Object.keys(states)));
  expect(await readdir(artifacts)).toHaveLength(ends.filter((end) => end === 'done').length);
  await open.close();
  expect(open.workers.filter(({ pid }) => isAlive(pid!))).toEqual([]);
});
