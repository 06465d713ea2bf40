import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeOrder, type OrderRequest } from '../../src-main/engine/pipeline/7-serve/make-order.ts';
import type { InferenceStatus } from '../../src-main/engine/pipeline/7-serve/queue/inference-queue.ts';
import { QueueFullError } from '../../src-main/engine/pipeline/7-serve/queue/queue-full-error.ts';
import { verifyReceipt } from '../../src-main/engine/pipeline/5-prove/verify-receipt.ts';
import { appErrorOf } from '../engine/groth16/app-error.ts';
import { eachQueue } from './support/each-queue.ts';
import { endOf, type OpenQueue, openQueue, type QueueSettings } from './support/open-queue.ts';
import { spoilKey } from './support/spoil-key.ts';

const INPUT: OrderRequest = { inputs: { x: [1, -2, 0.5, 3] } };

eachQueue((bench) => {
  let open: OpenQueue;
  const begin = async (settings?: QueueSettings) => (open = await bench.begin(settings));
  const order = async (model = 'tiny', request = INPUT) => makeOrder(await open.models.get(model), request);
  const submit = async (caller: string, options: { priority?: number; idempotencyKey?: string } = {}) =>
    open.queue.submit(await order(), { caller, ...options });

  /** In which order they were begun, when all have ended. */
  async function beginnings(ids: readonly string[]): Promise<string[]> {
    const ends = await Promise.all(ids.map((id) => endOf(open.queue, id)));
    return ends.sort((a, b) => a.startedAt! - b.startedAt!).map(({ id }) => id);
  }

  test('an order becomes a receipt that holds', async () => {
    await begin();
    const told: InferenceStatus[] = [];
    const accepted = await submit('alice');
    expect(accepted).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      modelName: 'tiny',
      caller: 'alice',
      state: 'queued',
      position: 1,
      attempts: 0,
      hasReceipt: false,
    });
    open.queue.watch(accepted.id, (status) => void told.push(status));
    await open.start();
    const end = await endOf(open.queue, accepted.id);
    expect(end).toMatchObject({ state: 'done', attempts: 1, hasReceipt: true });
    expect(end.seconds!.prove).toBeGreaterThan(0);
    const states = told.map(({ state }) => state).filter((state) => state !== 'queued');
    expect(states).toEqual([...states.slice(1).map(() => 'running'), 'done']);
    const receipt = (await open.queue.receipt(accepted.id))!;
    await expect(verifyReceipt(receipt, 0n)).resolves.toMatchObject({ expired: false });
    expect(receipt.context.chainId).toBe('0');
    expect(await open.queue.counts()).toEqual({ queued: 0, running: 0, done: 1, failed: 0, cancelled: 0 });
    expect(await open.queue.find('00')).toBeUndefined();
    expect(await open.queue.receipt('00')).toBeUndefined();
    expect(await open.queue.cancel('00')).toBeUndefined();
    expect(await open.queue.cancel(accepted.id)).toEqual(end);
  });

  test('callers take turns inside a priority; the higher priority comes first', async () => {
    await begin();
    const names = new Map<string, string>();
    const add = async (name: string, caller: string, priority?: number) =>
      names.set((await submit(caller, { priority })).id, name);
    for (const name of ['a1', 'a2', 'a3', 'a4']) await add(name, 'a');
    for (const name of ['b1', 'b2']) await add(name, 'b');
    await add('low', 'c', -1);
    await add('c1', 'c');
    await add('high', 'd', 5);
    const expected = ['high', 'a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4', 'low'];
    const ids = [...names.keys()];
    const places = await Promise.all(ids.map(async (id) => (await open.queue.find(id))!.position!));
    const byPlace = ids.map((id, index) => [places[index]!, names.get(id)!] as const);
    expect(byPlace.sort(([a], [b]) => a - b)).toEqual(expected.map((name, index) => [index + 1, name]));
    await open.start();
    expect((await beginnings(ids)).map((id) => names.get(id))).toEqual(expected);
  });

  test('a caller that comes while another one has many is served next', async () => {
    await begin();
    const early: string[] = [];
    for (let index = 0; index < 4; index++) early.push((await submit('early')).id);
    let runs = 0;
    const late = new Promise<string>((resolve) => {
      open.onRun = ({ pid }) => {
        if (++runs !== 2) return;
        process.kill(pid!, 'SIGSTOP');
        void submit('late').then(({ id }) => {
          process.kill(pid!, 'SIGCONT');
          resolve(id);
        });
      };
    });
    await open.start();
    const begun = await beginnings([...early, await late]);
    expect(begun).toEqual([early[0], early[1], await late, early[2], early[3]]);
  });

  test('an idempotency key stands for one order of one caller', async () => {
    await begin();
    const { id } = await submit('alice', { idempotencyKey: 'k' });
    expect((await submit('alice', { idempotencyKey: 'k' })).id).toBe(id);
    expect((await submit('bob', { idempotencyKey: 'k' })).id).not.toBe(id);
    expect((await submit('alice', { idempotencyKey: 'l' })).id).not.toBe(id);
    const other = await order('tiny', { inputs: { x: [[1, -2, 0.5, 4]] } });
    await appErrorOf(
      open.queue.submit(other, { caller: 'alice', idempotencyKey: 'k' }),
      'idempotency-conflict',
    );
    expect((await open.queue.counts()).queued).toBe(3);
    await open.queue.cancel(id);
    expect((await submit('alice', { idempotencyKey: 'k' })).state).toBe('cancelled');
    await appErrorOf(
      open.queue.submit(other, { caller: 'alice', idempotencyKey: 'k' }),
      'idempotency-conflict',
    );
  });

  test('a full queue says when to come again; room is made by a cancel', async () => {
    await begin({ maximumQueued: 2 });
    const { id } = await submit('alice', { idempotencyKey: 'k' });
    await submit('bob');
    await appErrorOf(submit('bob', { priority: 0.5 }), 'option-invalid');
    const error = await submit('carol').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(QueueFullError);
    expect((error as QueueFullError).retryAfterSeconds).toBeGreaterThan(0);
    // What was accepted is found again, full or not.
    expect((await submit('alice', { idempotencyKey: 'k' })).id).toBe(id);
    expect(await open.queue.cancel(id)).toMatchObject({ state: 'cancelled', hasReceipt: false });
    await submit('carol');
    expect(await open.queue.counts()).toMatchObject({ queued: 2, cancelled: 1 });
  });

  test('one that runs can be cancelled; the next one is proven', async () => {
    await begin();
    const first = await submit('alice');
    const second = await submit('alice');
    const cancelled = new Promise<InferenceStatus | undefined>((resolve) => {
      open.queue.watch(first.id, ({ state }) => {
        if (state === 'running') resolve(open.queue.cancel(first.id));
      });
    });
    await open.start();
    expect(await cancelled).toMatchObject({ state: 'cancelled' });
    expect(await endOf(open.queue, second.id)).toMatchObject({ state: 'done' });
    expect(await open.queue.find(first.id)).toMatchObject({ state: 'cancelled', hasReceipt: false });
    expect(await open.queue.receipt(first.id)).toBeUndefined();
  });

  test('another process cancels what runs here, and hears what becomes of it', async () => {
    await begin();
    const other = await openQueue(bench.root, {}, bench.place);
    try {
      const first = await submit('alice');
      const second = await submit('alice');
      const cancelled = new Promise<InferenceStatus | undefined>((resolve) => {
        open.onRun = ({ pid }) => {
          open.onRun = undefined;
          process.kill(pid!, 'SIGSTOP');
          void other.queue.cancel(first.id).then((status) => {
            process.kill(pid!, 'SIGCONT');
            resolve(status);
          });
        };
      });
      await open.start();
      expect(await cancelled).toMatchObject({ state: 'cancelled', attempts: 1 });
      expect(await endOf(other.queue, second.id)).toMatchObject({ state: 'done' });
      expect(await open.queue.find(first.id)).toMatchObject({ state: 'cancelled', hasReceipt: false });
    } finally {
      await other.close();
    }
  });

  test('an order for a key that the model no longer has fails as that; a wrong value is told as it is', async () => {
    await begin();
    const stale = await open.queue.submit({ ...(await order()), keyId: 'f'.repeat(64) }, { caller: 'a' });
    const odd = await open.queue.submit({ ...(await order()), inputs: { x: [1] } }, { caller: 'a' });
    await open.start();
    expect(await endOf(open.queue, stale.id)).toMatchObject({
      state: 'failed',
      attempts: 1,
      error: { code: 'key-changed' },
    });
    expect(await endOf(open.queue, odd.id)).toMatchObject({
      state: 'failed',
      error: { code: 'input-invalid' },
    });
  });

  test('a worker that is killed gets another attempt, and no more than the cap', async () => {
    await begin();
    const lucky = await submit('alice');
    const unlucky = await submit('alice');
    let runs = 0;
    open.onRun = (worker) => {
      if (++runs !== 2) process.kill(worker.pid!, 'SIGKILL');
    };
    await open.start();
    expect(await endOf(open.queue, lucky.id)).toMatchObject({ state: 'done', attempts: 2 });
    expect(await endOf(open.queue, unlucky.id)).toMatchObject({
      state: 'failed',
      attempts: 3,
      error: { code: 'attempts-exhausted', message: expect.stringContaining('3 times') },
      hasReceipt: false,
    });
    expect(open.incidents).toEqual([]);
  });

  test('drain ends what runs, keeps what waits, and takes nothing new; what is stopped goes on at the next start', async () => {
    await begin();
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) ids.push((await submit('alice')).id);
    await open.start();
    await endOf(open.queue, ids[0]!);
    await open.drain();
    const states = await Promise.all(ids.map(async (id) => (await open.queue.find(id))!.state));
    expect(states.filter((state) => state === 'running')).toEqual([]);
    expect(states[2]).toBe('queued');
    await appErrorOf(submit('alice'), 'queue-closed');
    await open.close();

    await begin();
    const running = new Promise((resolve) =>
      open.queue.watch(ids[2]!, ({ state }) => {
        if (state === 'running') resolve(undefined);
      }),
    );
    await open.start();
    await running;
    await open.drain({ signal: AbortSignal.abort() });
    expect(await open.queue.find(ids[2]!)).toMatchObject({ state: 'queued', attempts: 0 });
    await open.close();

    await begin();
    await open.start();
    expect(await endOf(open.queue, ids[2]!)).toMatchObject({ state: 'done', attempts: 1 });
    expect(await open.queue.counts()).toMatchObject({ queued: 0, running: 0, done: 3 });
  });

  test('a proof that does not hold is an incident and never an answer', async () => {
    await begin();
    const { paths } = await open.models.get('tiny');
    const restore = await spoilKey(join(paths.keyFolder, 'proving-key.zkey'));
    try {
      const { id } = await submit('alice');
      await open.start();
      const end = await endOf(open.queue, id);
      expect(end).toMatchObject({ state: 'failed', attempts: 3, hasReceipt: false });
      expect(end.error).toMatchObject({
        code: 'proof-invalid',
        message: expect.stringContaining('thrown away'),
      });
      expect(JSON.stringify(end)).not.toContain(bench.root);
      expect(await open.queue.receipt(id)).toBeUndefined();
      expect(open.incidents).toHaveLength(3);
      expect(open.incidents[0]).toMatchObject({ id, modelName: 'tiny', code: 'proof-invalid' });
      expect(open.log.lines.filter(({ level }) => level === 'error')).toHaveLength(3);
    } finally {
      await restore();
    }
  });
});
