import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { verifyReceipt } from '../../../src-main/engine/pipeline/5-prove/verify-receipt.ts';
import type { Random } from '../../support/random.ts';
import { KilledProcess } from './killed-process.ts';
import { endOf, openQueue } from './open-queue.ts';
import type { AnswerMessage } from './queue-process.ts';
import type { RedisServer } from './redis-server.ts';

export interface KillRound {
  root: string;
  /** The queue is in Redis, with a server and two workers, and Redis is restarted, too. */
  redis?: { server: RedisServer; prefix: string } | undefined;
  requests: number;
  /** How many times something is killed while requests come in. */
  kills: number;
  random: Random;
}

const RESUBMIT_MILLISECONDS = 1500;

/**
 * A client orders and orders again until it is told that it was accepted, while processes are killed at random. Then
 * every accepted request has ended in one receipt or one stated failure, and nothing is there that nobody ordered.
 * @returns how they ended
 */
export async function killRound(round: KillRound): Promise<{ done: number; failed: number }> {
  const { root, redis, requests, random } = round;
  const place = redis && { url: redis.server.url, prefix: redis.prefix };
  const accepted = new Map<number, Set<string>>();
  const onAnswer = (answer: AnswerMessage) => {
    if (answer.type !== 'accepted') return;
    accepted.set(answer.number, (accepted.get(answer.number) ?? new Set()).add(answer.id));
  };
  const processes = (
    redis ? (['redis-server', 'redis-worker', 'redis-worker'] as const) : (['embedded'] as const)
  ).map((role) => new KilledProcess({ role, root, redis: place }, onAnswer));
  const [server] = processes;
  await Promise.all(processes.map((process) => process.start()));

  const submitting = submitAll(server!, requests, accepted, random);
  for (let kill = 0; kill < round.kills; kill++) {
    await sleep(random.integer(50, 1500));
    if (redis && random.boolean(0.2)) {
      await redis.server.restart(random.pick(['SIGKILL', 'SIGTERM']), random.integer(0, 500));
      continue;
    }
    const victim = random.pick(processes);
    const what = random.pick(['process', 'workers', 'both'] as const);
    await victim.kill(what);
    if (what !== 'workers') await victim.start();
  }
  await submitting;
  // Two requests with one key are one inference.
  for (const ids of accepted.values()) expect(ids.size).toBe(1);
  const ids = [...accepted.values()].flatMap((set) => [...set]);
  expect(new Set(ids).size).toBe(requests);

  const { queue, close } = await openQueue(root, {}, place);
  try {
    const ends = await Promise.all(ids.map((id) => endOf(queue, id)));
    for (const { id, state, error, hasReceipt, attempts } of ends) {
      const receipt = await queue.receipt(id);
      expect(attempts).toBeLessThanOrEqual(3);
      expect({ id, state, hasReceipt }).toEqual({ id, state, hasReceipt: state === 'done' });
      if (state === 'done') await verifyReceipt(receipt!, 0n);
      else
        expect({ receipt, state, code: error?.code }).toEqual({
          receipt: undefined,
          state: 'failed',
          code: 'attempts-exhausted',
        });
    }
    const done = ends.filter(({ state }) => state === 'done').length;
    const failed = requests - done;
    expect(await queue.counts()).toEqual({ queued: 0, running: 0, done, failed, cancelled: 0 });
    return { done, failed };
  } finally {
    await Promise.all(processes.map((process) => process.kill('both')));
    await close();
  }
}

/** As a careful client: it repeats a request under its key until it has an answer. */
async function submitAll(
  server: KilledProcess,
  requests: number,
  accepted: ReadonlyMap<number, unknown>,
  random: Random,
): Promise<void> {
  const values = Array.from({ length: requests }, () => random.normals(4));
  const submit = (number: number) =>
    server.send({ number, values: values[number]!, idempotencyKey: `request ${number}` });
  for (let number = 0; number < requests; number++) {
    submit(number);
    await sleep(random.integer(0, 60));
  }
  while (accepted.size < requests) {
    await sleep(RESUBMIT_MILLISECONDS);
    for (let number = 0; number < requests; number++) if (!accepted.has(number)) submit(number);
  }
}
