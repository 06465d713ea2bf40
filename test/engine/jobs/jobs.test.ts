import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src-main/api/errors.ts';
import type { Progress } from '../../../src-main/api/progress.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import type { WorkerExit } from '../../../src-main/engine/host.ts';
import { forkWorker } from '../../../src-main/engine/jobs/fork-worker.ts';
import { Jobs } from '../../../src-main/engine/jobs/jobs.ts';
import { TEST_KINDS } from './support/test-kinds.ts';
import { isAlive, jobRows, openJobs, type TestJobs } from './support/open-jobs.ts';

const folder = temporaryFolder();
let round = 0;
let root = '';
let open: TestJobs;

beforeEach(async () => {
  root = join(folder, `workspace ${round++}`);
  open = await openJobs(root);
});
afterEach(() => open.close());

const add = (a = 1, b = 2) => open.jobs.run('add', { a, b }, 'tiny', {});

describe('a job', () => {
  test('runs in another process, which the next job finds warm', async () => {
    const first = await add(1, 2);
    const second = await add(3, 4);
    expect(first).toMatchObject({ sum: 3, jobsBefore: 0 });
    expect(second).toEqual({ sum: 7, jobsBefore: 1, pid: first.pid });
    expect(first.pid).not.toBe(process.pid);
    expect(open.workers).toHaveLength(1);
  });

  test('several at once take turns', async () => {
    const results = await Promise.all([add(1), add(2), add(3)]);
    expect(results.map(({ sum, jobsBefore }) => [sum, jobsBefore])).toEqual([
      [3, 0],
      [4, 1],
      [5, 2],
    ]);
    expect(open.workers).toHaveLength(1);
  });

  test('wrong parameters never leave the engine', async () => {
    await expect(open.jobs.run('add', { a: 'x' as unknown as number, b: 1 }, 'tiny', {})).rejects.toThrow(
      /expected number/,
    );
    expect(open.workers).toEqual([]);
    expect(jobRows(root)).toEqual([]);
  });

  test('does not get to know the key that signs', async () => {
    process.env.PROOFPRESS_PRIVATE_KEY = '0x11';
    try {
      const { names } = await open.jobs.run('environment', {}, 'tiny', {});
      expect(names).toContain('PATH');
      expect(names).not.toContain('PROOFPRESS_PRIVATE_KEY');
    } finally {
      delete process.env.PROOFPRESS_PRIVATE_KEY;
    }
  });

  test('is recorded, with its progress and its end', async () => {
    await add();
    await open.jobs.run('count', { steps: 3, milliseconds: 5 }, 'tiny', {});
    await appErrorOf(open.jobs.run('fail', { how: 'foreseen' }, 'tiny', {}), 'key-invalid');
    const rows = jobRows(root);
    expect(rows.map(({ kind, model, state }) => [kind, model, state])).toEqual([
      ['add', 'tiny', 'done'],
      ['count', 'tiny', 'done'],
      ['fail', 'tiny', 'failed'],
    ]);
    expect(rows[1]).toMatchObject({ message: expect.stringMatching(/^Step/), error: null });
    expect(rows[1]!.worker).toBe(open.workers[0]!.pid);
    expect(JSON.parse(String(rows[2]!.error))).toMatchObject({
      code: 'key-invalid',
      remedy: 'Take another.',
    });
    for (const row of rows) {
      expect(Number(row.queued_at)).toBeLessThanOrEqual(Number(row.started_at));
      expect(Number(row.started_at)).toBeLessThanOrEqual(Number(row.finished_at));
    }
  });
});

test('progress arrives in order, with the time left once there is something to go by', async () => {
  const seen: Progress[] = [];
  const work = { onProgress: (progress: Progress) => void seen.push(progress) };
  await open.jobs.run('count', { steps: 40, milliseconds: 100 }, 'tiny', work);
  const fractions = seen.map(({ fraction }) => fraction!);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(seen.at(-1)).toMatchObject({ message: 'Step 40', fraction: 1, secondsLeft: 0 });
  expect(seen[0]!.secondsLeft).toBeUndefined();
  const halfway = seen.find(({ fraction }) => fraction! >= 0.75)!;
  expect(halfway.secondsLeft).toBeGreaterThan(0.3);
  expect(halfway.secondsLeft).toBeLessThan(20);
});

describe('an error', () => {
  test('crosses the process border whole, and the worker stays', async () => {
    const { pid } = await add();
    const error = await appErrorOf(open.jobs.run('fail', { how: 'foreseen' }, 'tiny', {}), 'key-invalid');
    expect(error.toJSON()).toEqual({
      code: 'key-invalid',
      message: 'The key is "odd".\nVery.',
      remedy: 'Take another.',
      cause: 'it rhymes with three',
    });
    expect(await add()).toMatchObject({ pid });
  });

  test('that is a bug stays one, with the stack of where it was; the next job gets a new worker', async () => {
    const { pid } = await add();
    const error = (await open.jobs.run('fail', { how: 'bug' }, 'tiny', {}).catch((e: unknown) => e)) as Error;
    expect(error).not.toBeInstanceOf(AppError);
    expect(error.message).toBe('nobody thought of this');
    expect(error.stack).toContain('test-kinds.ts');
    const after = await add();
    expect(after.pid).not.toBe(pid);
    expect(jobRows(root)[1]).toMatchObject({ state: 'failed', error: expect.stringContaining('internal') });
  });
});

describe('a worker that ends in the middle of a job', () => {
  test.each([
    ['SIGKILL', /signal SIGKILL/, /[Mm]emory/],
    ['SIGSEGV', /signal SIGSEGV/, /report/],
    ['SIGABRT', /signal SIGABRT/, /report/],
    ['exit', /exit code 7/, /report/],
  ])('%s', async (how, message, remedy) => {
    const error = await appErrorOf(open.jobs.run('crash', { how }, 'tiny', {}), 'worker-ended');
    expect(error.message).toMatch(message);
    expect(error.remedy).toMatch(remedy);
    expect(jobRows(root)).toMatchObject([
      { state: 'failed', error: expect.stringContaining('worker-ended') },
    ]);
    expect(await add()).toMatchObject({ sum: 3, jobsBefore: 0 });
  });

  test('an exception that nobody caught: its text is the cause', async () => {
    const error = await appErrorOf(open.jobs.run('crash', { how: 'throw' }, 'tiny', {}), 'worker-ended');
    expect(String(error.cause)).toContain('thrown where nobody listens');
  });

  test('that cannot even be started', async () => {
    const before = process.execPath;
    process.execPath = join(root, 'no node');
    try {
      const error = await appErrorOf(add(), 'worker-ended');
      expect(error.message).toContain('could not be started');
      expect(String(error.cause)).toContain('ENOENT');
    } finally {
      process.execPath = before;
    }
    expect(await add()).toMatchObject({ sum: 3 });
  });

  test('that ends as it starts', async () => {
    const broken = new Jobs({
      kinds: TEST_KINDS,
      records: open.workspace.jobs,
      spawnWorker: () => forkWorker(pathToFileURL(join(root, 'nowhere.mjs'))),
      sweep: () => open.workspace.sweep(),
    });
    const error = await appErrorOf(broken.run('add', { a: 1, b: 1 }, 'tiny', {}), 'worker-ended');
    expect(String(error.cause)).toContain('nowhere.mjs');
    await broken.close();
  });

  test('memory that ran out is named as the reason', async () => {
    const before = process.env.NODE_OPTIONS;
    process.env.NODE_OPTIONS = '--max-old-space-size=64';
    try {
      const error = await appErrorOf(open.jobs.run('crash', { how: 'memory' }, 'tiny', {}), 'worker-ended');
      expect(error.remedy).toContain('Memory');
      expect(String(error.cause)).toContain('heap out of memory');
    } finally {
      if (before === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = before;
    }
    expect(await add()).toMatchObject({ sum: 3 });
  });

  test('killed from outside as it waits for a job: the next job gets another', async () => {
    const { pid } = await add();
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await sleep(5);
    await sleep(50);
    expect((await add()).pid).not.toBe(pid);
  });

  test('kill -9 leaves nothing of the artifact that it wrote', async () => {
    const artifacts = open.workspace.artifactFolder;
    const running = appErrorOf(
      open.jobs.run('artifact', { folder: artifacts, files: 1000, milliseconds: 20 }, 'tiny', {}),
      'worker-ended',
    );
    const names = () => readdir(artifacts).catch(() => []);
    while ((await names()).length === 0) await sleep(5);
    expect(await names()).toEqual([expect.stringMatching(/\.partial$/)]);
    process.kill(open.workers[0]!.pid!, 'SIGKILL');
    await running;
    expect(await names()).toEqual([]);
    const made = await open.jobs.run(
      'artifact',
      { folder: artifacts, files: 2, milliseconds: 0 },
      'tiny',
      {},
    );
    expect(await open.workspace.artifacts.find('test', made.id)).toBeDefined();
  });
});

describe('a cancel', () => {
  const endOfWorker = () => new Promise<WorkerExit>((resolve) => open.workers[0]!.onExit(resolve));

  /** Cancels a job at its first progress; returns the milliseconds until it has ended. */
  async function cancel(run: (work: object) => Promise<unknown>): Promise<number> {
    const controller = new AbortController();
    let cancelledAt = 0;
    const onProgress = () => {
      cancelledAt ||= performance.now();
      // Later, so that the job has begun what it does.
      setTimeout(() => controller.abort(), 100);
    };
    await appErrorOf(run({ signal: controller.signal, onProgress }), 'aborted');
    return performance.now() - cancelledAt;
  }

  test('is heard by the job, which tidies up by itself', async () => {
    const artifacts = open.workspace.artifactFolder;
    await cancel((work) =>
      open.jobs.run('artifact', { folder: artifacts, files: 1000, milliseconds: 20 }, 'tiny', work),
    );
    expect(await endOfWorker()).toMatchObject({ code: 0, signal: null });
    expect(await readdir(artifacts)).toEqual([]);
    expect(jobRows(root)).toMatchObject([{ state: 'cancelled' }]);
    expect(await add()).toMatchObject({ sum: 3 });
  });

  test.each([
    ['that does not hear it is asked by the system', false, 700, 'SIGTERM'],
    ['that does not hear that either is killed', true, 1200, 'SIGKILL'],
  ])('of a job %s', async (_, alsoToSignals, least, signal) => {
    const took = await cancel((work) =>
      open.jobs.run('deaf', { milliseconds: 60_000, alsoToSignals }, 'tiny', work),
    );
    expect(took).toBeGreaterThan(least);
    expect(await endOfWorker()).toMatchObject({ signal });
    expect(jobRows(root)).toMatchObject([{ state: 'cancelled' }]);
    expect(await add()).toMatchObject({ sum: 3 });
  });

  test('before the job began, as it waits, and while the worker starts', async () => {
    await appErrorOf(
      open.jobs.run('add', { a: 1, b: 1 }, 'tiny', { signal: AbortSignal.abort() }),
      'aborted',
    );
    expect(jobRows(root)).toEqual([]);
    const controller = new AbortController();
    const first = open.jobs.run('count', { steps: 10, milliseconds: 50 }, 'tiny', {});
    const waiting = open.jobs.run('add', { a: 1, b: 1 }, 'tiny', { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await appErrorOf(waiting, 'aborted');
    await first;
    expect(jobRows(root).map(({ state }) => state)).toEqual(['done', 'cancelled']);
    expect(await add()).toMatchObject({ sum: 3 });
    process.kill((await add()).pid, 'SIGKILL');
    await sleep(200);
    const starting = new AbortController();
    setTimeout(() => starting.abort(), 20);
    await appErrorOf(open.jobs.run('count', { steps: 1000, milliseconds: 50 }, 'tiny', starting), 'aborted');
    expect(await add()).toMatchObject({ sum: 3 });
  });
});

test('closing cancels what runs and what waits, and ends the worker', async () => {
  const running = appErrorOf(
    open.jobs.run('count', { steps: 1000, milliseconds: 50 }, 'tiny', {}),
    'aborted',
  );
  const waiting = appErrorOf(add(), 'aborted');
  await sleep(300);
  await open.jobs.close();
  await Promise.all([running, waiting]);
  expect(open.workers.map(({ pid }) => isAlive(pid!))).toEqual([false]);
  expect(jobRows(root).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  await appErrorOf(add(), 'aborted');
});

test('a worker without work is ended after a while, and the next job gets another', async () => {
  const idle = await openJobs(join(folder, 'idle'), 50);
  const first = await idle.jobs.run('add', { a: 1, b: 2 }, 'tiny', {});
  while (isAlive(first.pid)) await sleep(20);
  const second = await idle.jobs.run('add', { a: 1, b: 2 }, 'tiny', {});
  expect(second).toMatchObject({ sum: 3, jobsBefore: 0 });
  await idle.close();
});

test('two engines on one workspace work at once, each with its worker', async () => {
  const other = await openJobs(root);
  const artifacts = open.workspace.artifactFolder;
  const make = ({ jobs }: TestJobs) =>
    jobs.run('artifact', { folder: artifacts, files: 20, milliseconds: 5 }, 'tiny', {});
  const made = await Promise.all([make(open), make(other), make(open), make(other)]);
  expect(new Set(made.map(({ id }) => id)).size).toBe(4);
  expect(await readdir(artifacts)).toHaveLength(4);
  expect(jobRows(root).map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done']);
  await other.close();
});
