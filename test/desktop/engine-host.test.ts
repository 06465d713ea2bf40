import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import type { WireReply, WireRequest } from '../../src-main/api/wire.ts';
import { PasswordStore } from '../../src-main/desktop/password-store.ts';
import { EngineHost } from '../../src-main/desktop/engine-host.ts';
import { startSilentServer } from '../engine/studio/support/silent-server.ts';
import type { MessagePortMain } from './support/message-port-main.mjs';
import { standIn } from './support/stand-in.ts';

vi.mock('electron', () => import('./support/electron.ts'));

// The programs as they are built for the app, in threads that stand in for processes of Electron.
const built = (name: string) => fileURLToPath(new URL(`../../out-main/desktop/${name}.js`, import.meta.url));
const mnist = fileURLToPath(new URL('../../examples/mnist/mnist.onnx', import.meta.url));

/** Where a program does not start it is started again and again. */
vi.setConfig({ testTimeout: 60_000 });

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  standIn.utilityProcess.forked.length = 0;
});

async function start() {
  const workspace = await mkdtemp(join(tmpdir(), 'proofpress-desktop-'));
  const onCrash = vi.fn();
  const passwords = new PasswordStore(join(workspace, 'passwords.json'));
  const engine = new EngineHost({
    engineEntry: built('engine-process'),
    workerEntry: built('worker-process'),
    workspace,
    passwords,
    onCrash,
  });
  engine.start();
  ends.push(async () => {
    await engine.end();
    await rm(workspace, { recursive: true, force: true });
  });
  return { engine, onCrash, passwords };
}

/** A window: the other end of a port that the engine was given. */
function connect(engine: EngineHost) {
  const { port1, port2 } = new standIn.MessageChannelMain();
  const replies: WireReply[] = [];
  const waiting: (() => void)[] = [];
  (port2 as MessagePortMain).on('message', ({ data }: { data: WireReply }) => {
    replies.push(data);
    waiting.splice(0).forEach((wake) => wake());
  });
  port2.start();
  engine.connect(port1 as never);
  const next = async <Found extends WireReply>(
    wanted: (reply: WireReply) => reply is Found,
  ): Promise<Found> => {
    for (;;) {
      const found = replies.find(wanted);
      if (found) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  let lastId = 0;
  return {
    port: port2,
    replies,
    hello: () => next((reply): reply is WireReply & { type: 'hello' } => reply.type === 'hello'),
    send: (message: WireRequest | object | string) => port2.postMessage(message),
    async call(name: string, input: unknown) {
      const id = ++lastId;
      port2.postMessage({ type: 'call', id, name, input });
      const reply = await next(
        (one): one is WireReply & { type: 'result' | 'error' } =>
          (one.type === 'result' || one.type === 'error') && one.id === id,
      );
      return reply.type === 'result' ? { result: reply.result } : { error: reply.error };
    },
  };
}

test('a window reaches the engine, and the engine a worker, through ports alone', async () => {
  const { engine } = await start();
  const window = connect(engine);
  expect((await window.hello()).version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(await window.call('listModels', {})).toEqual({ result: { models: [] } });
  const { result } = (await window.call('inspectNetwork', { path: mnist })) as {
    result: { supported: boolean; nodes: unknown[] };
  };
  expect(result.supported).toBe(true);
  expect(result.nodes.length).toBeGreaterThan(3);
  expect(standIn.utilityProcess.forked.map(({ path }) => path)).toEqual([
    built('engine-process'),
    built('worker-process'),
  ]);
});

test('a worker does not see the secrets of the environment', async () => {
  vi.stubEnv('PROOFPRESS_PRIVATE_KEY', `0x${'1'.repeat(64)}`);
  const { engine } = await start();
  await connect(engine).call('inspectNetwork', { path: mnist });
  const worker = standIn.utilityProcess.forked[1]!;
  expect(Object.keys(worker.options.env as object)).not.toContain('PROOFPRESS_PRIVATE_KEY');
  vi.unstubAllEnvs();
});

test.each([
  ['a call that is none', 'readFile', {}],
  ['a field that is missing', 'importModel', {}],
  ['a field of another type', 'importModel', { path: 12 }],
  ['no object', 'describeModel', null],
  ['a name from the language', 'constructor', {}],
  ['a name from the language, too', '__proto__', {}],
])('%s is refused in words', async (_what, name, input) => {
  const { engine } = await start();
  const { error } = (await connect(engine).call(name, input)) as { error: { code: string; remedy: string } };
  expect(error.code).toBe('option-invalid');
  expect(error.remedy).not.toBe('');
});

test('what is no message ends that connection alone', async () => {
  const { engine } = await start();
  const bad = connect(engine);
  const good = connect(engine);
  await bad.hello();
  const closed = once(bad.port, 'close');
  bad.send('garbage');
  await closed;
  expect(await good.call('listModels', {})).toEqual({ result: { models: [] } });
});

test('an engine that crashed is started again, and says that it is another', async () => {
  const { engine, onCrash } = await start();
  const first = await connect(engine).hello();
  standIn.utilityProcess.forked[0]!.kill();
  await vi.waitFor(() => expect(onCrash).toHaveBeenCalledTimes(1), 10_000);
  await vi.waitFor(() => expect(standIn.utilityProcess.forked).toHaveLength(2), 10_000);
  const second = await connect(engine).hello();
  expect(second.instance).not.toBe(first.instance);
});

test('the titles of what runs are known to the main process, which asks before it closes', async () => {
  const silent = await startSilentServer();
  ends.push(async () => silent.close());
  const { engine } = await start();
  const window = connect(engine);
  const title = 'Look at a network';
  await window.call('startTask', { call: 'probeNetwork', input: { rpc: silent.url }, title });
  await vi.waitFor(() => expect(engine.running).toEqual([title]), 20_000);
});

test('the engine reaches the memory for passwords, which is in the main process', async () => {
  standIn.safeStorage.backend = 'gnome_libsecret';
  const { engine, passwords } = await start();
  const window = connect(engine);
  await passwords.keep('{"an encrypted": "key"}', 'correct horse');
  expect(await window.call('passwordMemory', {})).toEqual({ result: { isAvailable: true, count: 1 } });
  expect(await window.call('passwordMemory', { forget: true })).toEqual({
    result: { isAvailable: true, count: 0 },
  });
  expect(await passwords.find('{"an encrypted": "key"}')).toBeUndefined();
});
