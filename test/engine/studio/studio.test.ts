import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { openWindow } from './support/open-window.ts';
import { startSilentServer } from './support/silent-server.ts';
import { openTestStudio } from './support/test-studio.ts';

const PASSWORD = 'correct horse battery staple';

test('the password of a new key is asked of a window, and stays nowhere', async () => {
  const workspace = temporaryFolder();
  const studio = openTestStudio(workspace);
  const [first, second] = [openWindow(studio), openWindow(studio)];
  const task = await first.call('startTask', {
    call: 'createKey',
    input: { name: 'main' },
    title: 'New key',
  });
  const { question } = await second.event('question');
  expect(question).toMatchObject({ kind: 'password', isNew: true });
  expect(await first.call('listQuestions')).toEqual({ questions: [question] });
  await second.call('answerQuestion', { id: question.id, answer: PASSWORD });
  await first.event('question-settled', ({ id }) => id === question.id);
  const end = await first.event(
    'task',
    (event) => event.task.id === task.id && event.task.state !== 'running',
  );
  expect(end.task).toMatchObject({ state: 'done', result: { name: 'main' } });
  const { lines } = await first.call('readLog', { after: 0, level: 'debug' });
  expect(lines).not.toEqual([]);
  expect(
    JSON.stringify([first.replies, second.replies, studio.log.read({ after: 0, level: 'debug' })]),
  ).not.toContain(PASSWORD);
  for (const name of await readdir(workspace, { recursive: true }))
    expect(await readFile(join(workspace, name), 'utf8').catch(() => ''), name).not.toContain(PASSWORD);
  await studio.close();
});

test('a question is cancelled with its task, and fails where nobody is there', async () => {
  const studio = openTestStudio(temporaryFolder(), { graceMilliseconds: 50 });
  const window = openWindow(studio);
  const begin = (name: string) =>
    window.call('startTask', { call: 'createKey', input: { name }, title: `Key ${name}` });
  const cancelled = await begin('a');
  const { question } = await window.event('question');
  await window.call('cancelTask', { id: cancelled.id });
  await window.event('question-settled', ({ id }) => id === question.id);
  await window.event('task', ({ task }) => task.id === cancelled.id && task.state === 'cancelled');
  expect(await window.call('listQuestions')).toEqual({ questions: [] });

  const left = await begin('b');
  await window.event('question', (event) => event.question.id !== question.id);
  window.close();
  await expect.poll(() => studio.runningTasks(), { timeout: 60_000 }).toEqual([]);
  const next = openWindow(studio);
  const { tasks } = await next.call('listTasks');
  expect(tasks).toContainEqual(
    expect.objectContaining({
      id: left.id,
      state: 'failed',
      error: expect.objectContaining({ code: 'signer-invalid' }) as unknown,
    }),
  );
  await studio.close();
});

test('a studio that is started anew knows no tasks, and says that it is another', async () => {
  const workspace = temporaryFolder();
  const silent = await startSilentServer();
  const first = openTestStudio(workspace);
  const window = openWindow(first);
  await window.call('startTask', { call: 'probeNetwork', input: { rpc: silent.url }, title: 'Probe' });
  await silent.waiting(1);
  await first.close();
  await silent.waiting(0);
  await expect(first.callStudio('startTask', { call: 'listModels', title: 't' }, {})).rejects.toMatchObject({
    code: 'aborted',
  });

  const second = openTestStudio(workspace);
  expect(second.instance).not.toBe(first.instance);
  expect(await second.callStudio('listTasks', {}, {})).toEqual({ tasks: [] });
  expect(await second.callStudio('servingStatus', {}, {})).toMatchObject({
    server: null,
    latency: null,
    requests: [],
  });
  expect(await second.callStudio('stopServing', {}, {})).toMatchObject({ server: null });
  await second.close();
  silent.close();
});

test('a place for a download is a folder of its own in the workspace', async () => {
  const workspace = temporaryFolder();
  const studio = openTestStudio(workspace);
  const made = (await studio.callStudio('newDownload', { fileName: 'a b.tar' }, {})) as {
    path: string;
    url: string;
  };
  expect(dirname(dirname(made.path))).toBe(join(workspace, 'downloads'));
  expect(await readdir(dirname(made.path))).toEqual([]);
  expect(made.url).toMatch(/^\/download\/[0-9a-f-]{36}\/a%20b\.tar$/);
  await studio.close();
});

test('a window that cannot take an event troubles neither the task nor other windows', async () => {
  const studio = openTestStudio(temporaryFolder());
  studio.openWindow(() => {
    throw new TypeError('cannot be cloned');
  });
  const window = openWindow(studio);
  const task = await window.call('startTask', { call: 'listModels', title: 'Look' });
  await window.event('task', (event) => event.task.id === task.id && event.task.state === 'done');
  await studio.close();
});
