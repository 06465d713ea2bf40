import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { reach } from './redis-connection.ts';
import type { RedisLedger } from './redis-ledger.ts';

/** BullMQ's queue beside the ledger. */
export const TOKEN_QUEUE = 'tokens';

/**
 * The BullMQ jobs of a queue. Each is a token: whoever gets one may take the inference whose turn it is. BullMQ sees to it
 * that tokens reach workers, and reach another one where the first is lost; which inference comes next, and whether it
 * ended, the ledger says. More tokens than inferences do no harm, and missing ones are added.
 */
export class Tokens {
  readonly #queue: Queue;
  readonly #redis: Redis;

  /** @param redis a connection for BullMQ, which is closed with this */
  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.#queue = new Queue(TOKEN_QUEUE, {
      connection: redis,
      prefix,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    this.#queue.on('error', () => undefined);
  }

  /** @throws AppError `queue-unreachable` */
  async add(): Promise<void> {
    await reach(() => this.#queue.add('inference', {}));
  }

  /**
   * Brings tokens and inferences together again, after a process ended between its two steps or Redis lost its last
   * writes: waiting inferences without a token get one, running ones whose token is gone go back into the queue.
   */
  async mend(ledger: RedisLedger, redis: Redis): Promise<void> {
    for (const id of await reach(() => redis.smembers(ledger.key('running')))) {
      const [lease, token] = await reach(() => redis.hmget(ledger.key('inference', id), 'lease', 'token'));
      if (!lease || !token || (await reach(() => this.#queue.getJob(token)))) continue;
      await ledger.putBack({ id, lease }, true);
    }
    const waiting = await reach(() => redis.zcard(ledger.key('ready')));
    const tokens = await reach(() => this.#queue.getWaitingCount());
    for (let missing = waiting - tokens; missing > 0; missing--) await this.add();
  }

  async close(): Promise<void> {
    await this.#queue.close().catch(() => undefined);
    this.#redis.disconnect();
  }
}
