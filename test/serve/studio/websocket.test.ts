import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { startSilentServer } from '../../engine/studio/support/silent-server.ts';
import { Random } from '../../support/random.ts';
import { openStudioServer, type StudioServer } from './support/studio-server.ts';
import { openWebWindow, refusedWith } from './support/web-window.ts';

const seed = Number(process.env.TEST_SEED ?? Date.now() % 1e9);
let open: StudioServer;
beforeAll(async () => {
  open = await openStudioServer(temporaryFolder(), { pingMilliseconds: 300 });
});
afterAll(() => open.close());

test('a browser that is known is greeted and answered', async () => {
  const { window, socket, closed } = await openWebWindow(open);
  expect(await window.call('listModels')).toEqual({ models: [] });
  expect(window.replies[0]).toMatchObject({ type: 'hello', instance: open.studio.instance });
  socket.close();
  await closed;
});

test('no other page and no unknown browser is connected', async () => {
  const { url, cookie } = open;
  const port = new URL(url).port;
  expect(await refusedWith(url, { origin: url })).toBe(401);
  expect(await refusedWith(url, { origin: url, cookie: `${cookie}x` })).toBe(401);
  expect(await refusedWith(url, { cookie })).toBe(403);
  for (const origin of ['http://evil.example', 'null', `http://localhost:${port}`, 'http://127.0.0.1:1'])
    expect(await refusedWith(url, { cookie, origin }), origin).toBe(403);
  const host = `evil.example:${port}`;
  expect(await refusedWith(url, { cookie, host, origin: `http://${host}` })).toBe(421);
});

describe('garbage', () => {
  test(`ends a connection or is answered, and troubles nobody else (TEST_SEED=${seed})`, async () => {
    const random = new Random(seed);
    const rounds = Number(process.env.TEST_ROUNDS ?? 40);
    const other = await openWebWindow(open);
    for (let round = 0; round < rounds; round++) {
      const { socket, closed } = await openWebWindow(open);
      for (let count = 0; count < 5; count++) socket.send(garbage(random));
      socket.close();
      await closed;
    }
    expect(await other.window.call('listModels')).toEqual({ models: [] });
    other.socket.close();
  });

  test.each([
    ['bytes', Buffer.from([0xff, 0xfe, 0])],
    ['half of a message', '{"type":"call","id":1'],
    ['no JSON', 'call listModels'],
  ])('%s end the connection', async (_what, data) => {
    const { socket, closed } = await openWebWindow(open);
    socket.send(data);
    expect(await closed).toBe(1002);
  });

  test('too large a message ends the connection', async () => {
    const { socket, closed } = await openWebWindow(open);
    socket.on('error', () => undefined);
    socket.send('x'.repeat(64 * 2 ** 20 + 1));
    expect([1006, 1009]).toContain(await closed);
  });
});

function garbage(random: Random): string | Buffer {
  const text = JSON.stringify({
    type: random.pick(['call', 'cancel', 'result', '', null, 7]),
    id: random.pick([1, -1, 2 ** 60, '1', null, {}]),
    name: random.pick(['listModels', 'startTask', 'readLog', '__proto__', '', 3]),
    input: random.pick([{}, [], null, 'x', { call: 'x', after: -1 }, { __proto__: 1 }]),
  });
  const kind = random.integer(0, 3);
  if (kind === 0) return text;
  if (kind === 1) return text.slice(0, random.integer(0, text.length));
  const bytes = Buffer.from(Array.from({ length: random.integer(0, 200) }, () => random.integer(0, 255)));
  return kind === 2 ? bytes : bytes.toString('latin1');
}

test('a window that goes without a word is noticed, and its calls end', async () => {
  const silent = await startSilentServer();
  const { window, socket } = await openWebWindow(open);
  window.begin('probeNetwork', { rpc: silent.url });
  await silent.waiting(1);
  // It reads nothing any more, and answers no ping.
  socket.pause();
  await silent.waiting(0);
  silent.close();
});

test('one that answers pings stays', async () => {
  const { window, socket } = await openWebWindow(open);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await window.call('listModels')).toEqual({ models: [] });
  socket.close();
});

test('a task outlives the connection, and the next one hears of its end', async () => {
  const silent = await startSilentServer();
  const first = await openWebWindow(open);
  const task = await first.window.call('startTask', {
    call: 'probeNetwork',
    input: { rpc: silent.url },
    title: 'Probe',
  });
  await silent.waiting(1);
  first.socket.terminate();
  const second = await openWebWindow(open);
  expect(await second.window.call('listTasks')).toMatchObject({ tasks: [{ id: task.id, state: 'running' }] });
  await second.window.call('cancelTask', { id: task.id });
  await second.window.event('task', (event) => event.task.state === 'cancelled');
  second.socket.close();
  silent.close();
});
