import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { makeOrder } from '../../src-main/engine/pipeline/7-serve/make-order.ts';
import { eachQueue, type QueueBench } from './support/each-queue.ts';
import { endOf } from './support/open-queue.ts';

/** An input and a salt that stand nowhere else. */
const VALUE = 0.7316428519;
const SALT = '314159265358979323846264338327950288419716939937510';
const VALUES = [VALUE, -2, 0.5, 3];

eachQueue((bench) => {
  const submit = async (salts: Record<string, string> = {}, idempotencyKey?: string) => {
    const model = await bench.open.models.get('tiny');
    const order = makeOrder(model, { inputs: { x: VALUES }, salts });
    return (await bench.open.queue.submit(order, { caller: 'alice', idempotencyKey })).id;
  };

  test('inputs and salts are gone when the proof is done, the order failed or was cancelled', async () => {
    const { queue, drain, start } = await bench.begin();
    const done = await submit({ x: SALT }, 'some key');
    const cancelled = await submit({ x: SALT });
    const failed = await queue.submit(
      { ...makeOrder(await bench.open.models.get('tiny'), { inputs: { x: VALUES } }), keyId: 'other' },
      { caller: 'alice' },
    );
    expect(await holds(bench, String(VALUE))).toBe(true);
    expect(await holds(bench, SALT)).toBe(true);
    await queue.cancel(cancelled);
    await start();
    expect(await endOf(queue, done)).toMatchObject({ state: 'done' });
    expect(await endOf(queue, failed.id)).toMatchObject({ state: 'failed' });
    await drain();
    expect(await holds(bench, String(VALUE))).toBe(false);
    expect(await holds(bench, SALT)).toBe(false);
    // The salt that the client chose is not told to it again.
    expect(await queue.salts(done)).toBeUndefined();
    expect(await queue.receipt(done)).toBeDefined();
  });

  test('salts that were drawn for the caller are there for a while', async () => {
    const { queue, drain, start } = await bench.begin({ saltsMilliseconds: 1500 });
    const id = await submit();
    await start();
    await endOf(queue, id);
    const { x: salt } = (await queue.salts(id))!;
    expect(salt).toMatch(/^\d+$/);
    while (await queue.salts(id)) await sleep(100);
    await drain();
    expect(await holds(bench, salt)).toBe(false);
  });

  test('they stay where the publisher keeps them', async () => {
    const { queue, drain, start } = await bench.begin({ keepInputs: true, saltsMilliseconds: 1 });
    const [given, drawn] = [await submit({ x: SALT }), await submit()];
    await start();
    await endOf(queue, given);
    await endOf(queue, drawn);
    await drain();
    expect(Object.keys((await queue.salts(drawn))!)).toEqual(['x']);
    expect(await holds(bench, String(VALUE))).toBe(true);
    expect(await holds(bench, SALT)).toBe(true);
  });
});

async function holds(bench: QueueBench, text: string | undefined): Promise<boolean> {
  return (await everything(bench)).includes(text!);
}

/** All that the queue holds, deleted or not: the bytes of its database, or what Redis has in memory. */
async function everything({ root, place }: QueueBench): Promise<string> {
  if (!place) {
    return ['', '-wal']
      .map((ending) => readFileSync(join(root, `serving.sqlite${ending}`)).toString('latin1'))
      .join('\n');
  }
  const client = new Redis(place.url);
  try {
    const found: string[] = [];
    for (const key of await client.keys(`${place.prefix}:*`)) {
      const type = await client.type(key);
      if (type === 'string') found.push(String(await client.get(key)));
      if (type === 'hash') found.push(JSON.stringify(await client.hgetall(key)));
      if (type === 'stream') found.push(JSON.stringify(await client.xrange(key, '-', '+')));
    }
    return found.join('\n');
  } finally {
    client.disconnect();
  }
}
