import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { describeCause } from '../../../../../api/errors.ts';
import type { Receipt } from '../../../../../api/receipt.ts';
import type { InferenceOrder } from '../../inference-order.ts';
import type { Incident } from '../../serve-log.ts';
import { checkPriority, DEFAULT_ATTEMPTS, otherOrder, queueClosed } from '../accepting-orders.ts';
import { fingerprintOrder } from '../fingerprint-order.ts';
import type { InferenceCounts, InferenceQueue, InferenceStatus, SubmitOptions } from '../inference-queue.ts';
import { QueueFullError, secondsUntilRoom } from '../queue-full-error.ts';
import { Watchers } from '../watchers.ts';
import type { RedisQueueOptions } from './create-redis-queue.ts';
import { followChannels } from './follow-channels.ts';
import { connectRedis, runScript } from './redis-connection.ts';
import { RedisLedger } from './redis-ledger.ts';
import { SUBMIT } from './scripts.ts';
import { Tokens } from './tokens.ts';

type Options = Required<Omit<RedisQueueOptions, 'onIncident'>> & Pick<RedisQueueOptions, 'onIncident'>;

/** The side of a server: takes orders and tells what became of them. */
export class RedisQueue implements InferenceQueue {
  readonly #options: Options;
  readonly #redis: Redis;
  readonly #ledger: RedisLedger;
  readonly #tokens: Tokens;
  readonly #watchers = new Watchers((id) => this.find(id));
  readonly #stopFollowing: () => void;
  readonly #mending: NodeJS.Timeout;
  #isDraining = false;
  #isClosed = false;

  constructor(redis: Redis, options: Options) {
    const { url, prefix, mendMilliseconds } = options;
    this.#options = options;
    this.#redis = redis;
    this.#tokens = new Tokens(connectRedis(url), prefix);
    this.#ledger = new RedisLedger({ ...options, redis, onPutBack: () => this.#tokens.add() });
    this.#stopFollowing = followChannels(
      connectRedis(url),
      {
        [this.#ledger.key('changes')]: (id) => this.#watchers.tell(id),
        [this.#ledger.key('incidents')]: (text) => options.onIncident?.(JSON.parse(text) as Incident),
      },
      () => this.#watchers.tellAll(),
    );
    this.#mending = setInterval(() => void this.#mend(), mendMilliseconds);
    this.#mending.unref();
  }

  async submit(order: InferenceOrder, options: SubmitOptions): Promise<InferenceStatus> {
    checkPriority(options);
    if (this.#isDraining) throw queueClosed();
    const { caller, priority = 0, idempotencyKey, maximumAttempts = DEFAULT_ATTEMPTS } = options;
    const { prefix } = this.#options;
    const maximumQueued = options.repeatsOnly ? 0 : this.#options.maximumQueued;
    const repeat =
      idempotencyKey === undefined
        ? { key: '', fingerprint: '' }
        : fingerprintOrder(caller, idempotencyKey, order);
    const [what, told] = (await runScript(
      this.#redis,
      SUBMIT,
      prefix,
      randomBytes(16).toString('hex'),
      Date.now(),
      caller,
      priority,
      maximumAttempts,
      order.modelName,
      JSON.stringify(order),
      maximumQueued,
      repeat.key,
      repeat.fingerprint,
    )) as ['new' | 'earlier' | 'conflict' | 'full', string];
    if (what === 'conflict') throw otherOrder();
    if (what === 'full') {
      const pace = told === '' ? undefined : Number(told) / 1000;
      throw new QueueFullError(maximumQueued, secondsUntilRoom(pace, 1));
    }
    // It is accepted already: a token that cannot be written now is added when Redis answers again.
    if (what === 'new') await this.#tokens.add().catch(() => undefined);
    return (await this.find(told))!;
  }

  find(id: string): Promise<InferenceStatus | undefined> {
    return this.#ledger.find(id);
  }

  receipt(id: string): Promise<Receipt | undefined> {
    return this.#ledger.readJson<Receipt>('receipt', id);
  }

  salts(id: string): Promise<Record<string, string> | undefined> {
    return this.#ledger.readJson<Record<string, string>>('salts', id);
  }

  async cancel(id: string): Promise<InferenceStatus | undefined> {
    await this.#ledger.cancel(id);
    return this.find(id);
  }

  watch(id: string, listener: (status: InferenceStatus) => void): () => void {
    return this.#watchers.add(id, listener);
  }

  counts(): Promise<InferenceCounts> {
    return this.#ledger.counts();
  }

  /** Workers run by themselves. */
  start(): void {
    void this.#mend();
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#isDraining = true;
    clearInterval(this.#mending);
    this.#stopFollowing();
    await this.#tokens.close();
    this.#redis.disconnect();
  }

  async #mend(): Promise<void> {
    try {
      await this.#tokens.mend(this.#ledger, this.#redis);
    } catch (error) {
      if (!this.#isClosed)
        this.#options.log.warn(
          { cause: describeCause(error) },
          'the queue in Redis could not be looked through',
        );
    }
  }
}
