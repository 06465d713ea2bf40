import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeOrder, type OrderRequest } from '../../src-main/engine/pipeline/7-serve/make-order.ts';
import type { InferenceStatus } from '../../src-main/engine/pipeline/7-serve/queue/inference-queue.ts';
import { QueueFullError } from '../../src-main/engine/pipeline/7-serve/queue/queue-full-error.ts';
import { verifyReceipt } from '../../src-main/engine/pipeline/5-prove/verify-receipt.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../engine/groth16/app-error.ts';
import { endOf, forgetQueue, openQueue, type OpenQueue, type QueueSettings } from './support/open-queue.ts';
import { RedisServer, withoutRedis } from './support/redis-server.ts';
import { makeServedWorkspace } from './support/served-workspace.ts';

const folder = temporaryFolder();
const root = join(folder, 'workspace');
const INPUT: OrderRequest = { inputs: { x: [1, -2, 0.5, 3] } };
let redis: RedisServer | undefined;

beforeAll(async () => {
  if (withoutRedis === undefined) redis = await RedisServer.start(join(folder, 'redis'));
  else console.log(`skipped: ${withoutRedis}`);
  await (await makeServedWorkspace(folder, root)).engine.close();
});
afterAll(() => redis?.end());

describe.each(['embedded', 'redis'] as const)('%s', (kind) => {
  let open: OpenQueue;
  let place: { url: string; prefix: string } | undefined;

  beforeEach(({ skip }) => {
    skip(kind === 'redis' && !redis, withoutRedis);
    forgetQueue(root);
    place = kind === 'redis' ? { url: redis!.url, prefix: randomBytes(6).toString('hex') } : undefined;
  });
  afterEach(async () => open?.close());

  const begin = async (settings: QueueSettings = {}) => (open = await openQueue(root, settings, place));
  const order = async (model = 'tiny', request = INPUT) => makeOrder(await open.models.get(model), request);
  const submit = async (caller: string, options: { priority?: number; idempotencyKey?: string } = {}) =>
    open.queue.submit(await order(), { caller, ...options });

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
    expect(told.map(({ state }) => state)).toEqual([...told.slice(0, -1).map(() => 'running'), 'done']);
    const receipt = (await open.queue.receipt(accepted.id))!;
    await expect(verifyReceipt(receipt, 0n)).resolves.toMatchObject({ expired: false });
    expect(receipt.context.chainId).toBe('0');
    expect(Object.keys((await open.queue.salts(accepted.id))!)).toEqual(['x']);
    expect(await open.queue.counts()).toEqual({ queued: 0, running: 0, done: 1, failed: 0, cancelled: 0 });
    expect(await open.queue.find('00')).toBeUndefined();
    expect(await open.queue.receipt('00')).toBeUndefined();
  });
});
