import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import type { Studio } from '../../../src-main/engine/studio/create-studio.ts';
import { openWindow } from './support/open-window.ts';
import { startSilentServer } from './support/silent-server.ts';
import { openTestStudio } from './support/test-studio.ts';

const workspace = temporaryFolder();
let studio: Studio;
let silent: Awaited<ReturnType<typeof startSilentServer>>;

beforeAll(async () => {
  studio = openTestStudio(workspace);
  silent = await startSilentServer();
});
afterAll(async () => {
  silent.close();
  await studio.close();
});

/** A call that runs until it is cancelled. */
const endless = () => ['probeNetwork', { rpc: silent.url }] as const;

test('a window is greeted, and gets answers of both contracts under the ids of its calls', async () => {
  const window = openWindow(studio);
  expect(await window.call('listNetworks')).toHaveProperty('networks');
  expect(await window.call('listTasks')).toEqual({ tasks: expect.any(Array) as unknown });
  expect(window.replies[0]).toMatchObject({ type: 'hello', instance: studio.instance });
  window.close();
});

describe('what is no call', () => {
  test.each([
    ['an unknown name', { name: 'nothing', input: {} }],
    ['a name of every object', { name: 'toString', input: {} }],
    ['an input of another form', { name: 'importModel', input: { path: 1 } }],
    ['no input where one is needed', { name: 'importModel' }],
    ['a task that is none', { name: 'startTask', input: { call: 'no', input: {}, title: 't' } }],
    ['a question that nobody asked', { name: 'cancelTask', input: { id: 'x' } }],
    ['a very long name', { name: 'x'.repeat(100_000), input: {} }],
  ])('%s is answered with an error', async (_what, call) => {
    const window = openWindow(studio);
    window.say({ type: 'call', id: 5, ...call });
    const answer = await window.answerTo(5);
    expect(answer).toMatchObject({ type: 'error', error: { code: 'option-invalid' } });
    expect(JSON.stringify(answer).length).toBeLessThan(2000);
    expect(await window.call('listTasks')).toBeDefined();
    window.close();
  });

  test.each([
    ['a message of no type, with an id', { id: 3 }],
    ['another type, with an id', { type: 'reply', id: 3 }],
    ['a name that is no text', { type: 'call', id: 3, name: 7 }],
  ])('%s is told under that id', async (_what, message) => {
    const window = openWindow(studio);
    window.say(message);
    expect(await window.answerTo(3)).toMatchObject({ type: 'error' });
    window.close();
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'call'],
    ['a list', [1, 2]],
    ['bytes', new Uint8Array(10)],
    ['an id that is none', { type: 'call', id: -1, name: 'listTasks', input: {} }],
    ['an id of another kind', { type: 'call', id: '1', name: 'listTasks', input: {} }],
  ])('%s ends the connection, and no other', async (_what, message) => {
    const other = openWindow(studio);
    const window = openWindow(studio);
    window.say(message);
    await vi.waitUntil(() => window.isClosed);
    expect(await other.call('listTasks')).toBeDefined();
    other.close();
  });

  test('the id of a call that runs is not taken twice', async () => {
    const window = openWindow(studio);
    const [name, input] = endless();
    window.say({ type: 'call', id: 1, name, input });
    window.say({ type: 'call', id: 1, name, input });
    await vi.waitUntil(() => window.isClosed);
    await silent.waiting(0);
  });
});

test('a call is cancelled on demand, and the answer says so', async () => {
  const window = openWindow(studio);
  const id = window.begin(...endless());
  await silent.waiting(1);
  window.cancel(id);
  expect(await window.answerTo(id)).toMatchObject({ type: 'error', error: { code: 'aborted' } });
  await silent.waiting(0);
  window.cancel(id);
  window.cancel(999);
  expect(await window.call('listTasks')).toBeDefined();
  window.close();
});

test('calls of a window that is gone are cancelled, its tasks go on until somebody cancels them', async () => {
  const window = openWindow(studio);
  window.begin(...endless());
  const [call, input] = endless();
  const task = await window.call('startTask', { call, input, title: 'Probe a network' });
  await silent.waiting(2);
  window.close();
  await silent.waiting(1);

  const next = openWindow(studio);
  const { tasks } = await next.call('listTasks');
  expect(tasks).toContainEqual(expect.objectContaining({ id: task.id, state: 'running' }));
  expect(studio.runningTasks().map(({ title }) => title)).toEqual(['Probe a network']);
  await next.call('cancelTask', { id: task.id });
  await next.event('task', (event) => event.task.id === task.id && event.task.state === 'cancelled');
  await silent.waiting(0);
  next.close();
});

test('every window hears of what changes', async () => {
  const [first, second] = [openWindow(studio), openWindow(studio)];
  const task = await first.call('startTask', {
    call: 'importModel',
    input: { path: '/no.onnx', name: 'no' },
    title: 'Import',
  });
  for (const window of [first, second]) {
    const end = await window.event(
      'task',
      (event) => event.task.id === task.id && event.task.state === 'failed',
    );
    expect(end.task.error).toMatchObject({ code: 'file-unreadable' });
    await window.event('model-changed', ({ name }) => name === 'no');
    await window.event('log', ({ line }) => line.source === 'tasks' && line.message.startsWith('Import: '));
  }
  await first.call('dismissTasks', { ids: [task.id] });
  expect((await second.event('tasks-dismissed')).ids).toEqual([task.id]);
  first.close();
  second.close();
});
