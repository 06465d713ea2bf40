import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { AppError } from '../../../src-main/api/errors.ts';
import type { LongWork } from '../../../src-main/api/progress.ts';
import type { StudioEvent } from '../../../src-main/api/wire.ts';
import { taskSchema } from '../../../src-main/api/studio-calls.ts';
import { TaskManager, type TaskManagerOptions } from '../../../src-main/engine/studio/task-manager.ts';

function open(run: TaskManagerOptions['run']) {
  const events: StudioEvent[] = [];
  const tasks = new TaskManager({ run, emit: (event) => events.push(event), onEnd: () => undefined });
  const states = (id: string) =>
    events.flatMap((event) => (event.kind === 'task' && event.task.id === id ? [event.task] : []));
  const ended = (id: string) =>
    vi.waitUntil(() => tasks.list().find((task) => task.id === id && task.state !== 'running'));
  return { tasks, events, states, ended };
}

/** Runs until it is told to end. */
function controlled() {
  const calls: { work: LongWork; resolve(value: unknown): void; reject(error: unknown): void }[] = [];
  const run = (_name: string, _input: unknown, work: LongWork) =>
    new Promise<unknown>((resolve, reject) => calls.push({ work, resolve, reject }));
  return { calls, run };
}

const aborted = () => new AppError('aborted', 'The work was cancelled.', 'Start it again.');
const request = { call: 'listModels', input: {}, title: 'Look' };

test('a task tells of its beginning and its end, with the result', async () => {
  const { tasks, states, ended } = open(async () => ({ models: [] }));
  const task = tasks.start({ ...request, model: 'mnist' });
  expect(task).toMatchObject({ state: 'running', title: 'Look', model: 'mnist', finishedAt: null });
  const end = await ended(task.id);
  expect(end).toMatchObject({ state: 'done', result: { models: [] }, error: null });
  expect(states(task.id).map(({ state }) => state)).toEqual(['running', 'done']);
  for (const state of states(task.id)) taskSchema.parse(JSON.parse(JSON.stringify(state)));
});

test('what fails says why; what is no error of ours does not pretend to be one', async () => {
  const known = open(async () => {
    throw new AppError('funds-missing', 'No coins.', 'Get some.');
  });
  const first = known.tasks.start(request);
  expect((await known.ended(first.id)).error).toEqual({
    code: 'funds-missing',
    message: 'No coins.',
    remedy: 'Get some.',
  });
  const unknown = open(async () => {
    throw new TypeError('x is undefined');
  });
  const second = unknown.tasks.start(request);
  expect((await unknown.ended(second.id)).error).toMatchObject({ code: 'internal', cause: 'x is undefined' });
});

test('a cancel reaches the work, whatever it surfaces as; a result that came first stays', async () => {
  const { calls, run } = controlled();
  const { tasks, ended } = open(run);
  const ids = [1, 2].map(() => tasks.start(request).id);
  for (const id of ids) tasks.cancel(id);
  expect(calls.every(({ work }) => work.signal?.aborted)).toBe(true);
  expect(tasks.list().map(({ state }) => state)).toEqual(['running', 'running']);
  calls[0]!.reject(new Error('socket hang up'));
  calls[1]!.resolve('made');
  expect(await ended(ids[0]!)).toMatchObject({ state: 'cancelled', error: null });
  expect(await ended(ids[1]!)).toMatchObject({ state: 'done', result: 'made' });
  expect(() => tasks.cancel('nobody')).toThrow(AppError);
});

test('what a person declines is no cancel of the task', async () => {
  const { tasks, ended } = open(async () => {
    throw aborted();
  });
  const { id } = tasks.start(request);
  expect(await ended(id)).toMatchObject({ state: 'failed', error: { code: 'aborted' } });
});

test('a flood of progress becomes a few events, the last of them never lost', async () => {
  const { calls, run } = controlled();
  const { tasks, states } = open(run);
  const { id } = tasks.start(request);
  const from = performance.now();
  for (let step = 0; step < 400; step++) {
    calls[0]!.work.onProgress?.({ stage: 'setup', message: `step ${step}`, fraction: step / 400 });
    if (step % 20 === 0) await sleep(20);
  }
  await vi.waitUntil(() => states(id).at(-1)?.progress?.message === 'step 399');
  const seconds = (performance.now() - from) / 1000;
  // The first two are the beginning and the first progress.
  expect(states(id).length).toBeLessThanOrEqual(2 + 5 * seconds + 1);
  calls[0]!.resolve(undefined);
  await vi.waitUntil(() => states(id).at(-1)?.state === 'done');
  const count = states(id).length;
  calls[0]!.work.onProgress?.({ stage: 'setup', message: 'too late' });
  await sleep(300);
  expect(states(id)).toHaveLength(count);
});

describe('the list', () => {
  test('forgets what is dismissed, and never what runs', async () => {
    const { calls, run } = controlled();
    const { tasks, ended, events } = open(run);
    const [first, second, third] = [1, 2, 3].map(() => tasks.start(request).id) as [string, string, string];
    calls[0]!.resolve(1);
    calls[2]!.resolve(3);
    await ended(first);
    await ended(third);
    tasks.dismiss([first, second, 'nobody']);
    expect(tasks.list().map(({ id }) => id)).toEqual([second, third]);
    expect(events.at(-1)).toEqual({ kind: 'tasks-dismissed', ids: [first] });
    tasks.dismiss();
    expect(tasks.list().map(({ id }) => id)).toEqual([second]);
  });

  test('keeps the hundred that ended last, and tells what it forgets', async () => {
    const { tasks, events } = open(async () => 1);
    const ids = Array.from({ length: 103 }, () => tasks.start(request).id);
    await vi.waitUntil(() => tasks.list().length === 100);
    const forgotten = events.flatMap((event) => (event.kind === 'tasks-dismissed' ? event.ids : []));
    expect(forgotten.sort()).toEqual(ids.slice(0, 3).sort());
  });
});

test.each(['', 'nothing', 'toString', '__proto__', 'constructor', 'startTask'])(
  'the contract has no call %j',
  (call) => {
    const { tasks, events } = open(async () => 1);
    expect(() => tasks.start({ ...request, call })).toThrow(/no call/);
    expect(events).toEqual([]);
  },
);

test('an input that does not fit the contract begins no task', () => {
  const { tasks } = open(async () => 1);
  expect(() => tasks.start({ ...request, call: 'importModel', input: { path: 7 } })).toThrow(/"path"/);
  expect(() => tasks.start({ ...request, call: 'importModel' })).toThrow(AppError);
  expect(tasks.list()).toEqual([]);
});

test('an API key, which is told once, does not go round as the result of a task', () => {
  const { tasks } = open(async () => 1);
  expect(() => tasks.start({ ...request, call: 'createApiKey', input: { name: 'a' } })).toThrow(AppError);
});

test('closing cancels what runs, waits for it, and begins nothing more', async () => {
  const { calls, run } = controlled();
  const { tasks } = open(run);
  const { id } = tasks.start(request);
  let isClosed = false;
  const closing = tasks.close().then(() => (isClosed = true));
  await sleep(20);
  expect(isClosed).toBe(false);
  calls[0]!.reject(aborted());
  await closing;
  expect(tasks.list().find((task) => task.id === id)?.state).toBe('cancelled');
  expect(() => tasks.start(request)).toThrow(/closing/);
});
