import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { SerializedError } from '../../../../../api/errors.ts';
import type { Receipt } from '../../../../../api/receipt.ts';
import { inferenceOrderSchema } from '../../inference-order.ts';
import type { ClaimedInference, InferenceLedger, ProvenAnswer } from '../inference-ledger.ts';
import type {
  InferenceCounts,
  InferenceSeconds,
  InferenceState,
  InferenceStatus,
} from '../inference-queue.ts';
import { reach, runScript } from './redis-connection.ts';
import { CLAIM, END, PROGRESS, PUT_BACK } from './scripts.ts';

export interface RedisLedgerOptions {
  redis: Redis;
  /** What the keys in Redis begin with. */
  prefix: string;
  keepInputs: boolean;
  saltsMilliseconds: number;
  keepMilliseconds: number;
  /** Told where one went back into the queue, and somebody has to come for it. */
  onPutBack(): Promise<void>;
}

interface Ending {
  seconds?: InferenceSeconds;
  error?: SerializedError;
  receipt?: Receipt;
  salts?: Record<string, string>;
}

/** What is said about inferences in Redis, read and written by servers and workers alike. */
export class RedisLedger implements InferenceLedger {
  readonly #options: RedisLedgerOptions;

  constructor(options: RedisLedgerOptions) {
    this.#options = options;
  }

  async find(id: string): Promise<InferenceStatus | undefined> {
    const { redis } = this.#options;
    const hash = await reach(() => redis.hgetall(this.key('inference', id)));
    if (hash.state === undefined) return undefined;
    const rank =
      hash.state === 'queued' ? await reach(() => redis.zrank(this.key('ready'), hash.member!)) : null;
    return {
      id,
      modelName: hash.modelName!,
      caller: hash.caller!,
      state: hash.state as InferenceState,
      priority: Number(hash.priority),
      attempts: Number(hash.attempts),
      ...(rank !== null && { position: rank + 1 }),
      ...(hash.progress && { progress: JSON.parse(hash.progress) as InferenceStatus['progress'] }),
      createdAt: Number(hash.createdAt),
      ...(hash.startedAt && { startedAt: Number(hash.startedAt) }),
      ...(hash.finishedAt && { finishedAt: Number(hash.finishedAt) }),
      ...(hash.seconds && { seconds: JSON.parse(hash.seconds) as InferenceSeconds }),
      ...(hash.error && { error: JSON.parse(hash.error) as SerializedError }),
      hasReceipt: hash.state === 'done',
    };
  }

  async readJson<Content>(kind: 'receipt' | 'salts', id: string): Promise<Content | undefined> {
    const text = await reach(() => this.#options.redis.get(this.key(kind, id)));
    return text === null ? undefined : (JSON.parse(text) as Content);
  }

  async counts(): Promise<InferenceCounts> {
    const { redis, keepMilliseconds } = this.#options;
    const ended = async (state: string) => {
      await redis.zremrangebyscore(this.key('ended', state), '-inf', Date.now() - keepMilliseconds);
      return redis.zcard(this.key('ended', state));
    };
    return reach(async () => ({
      queued: await redis.zcard(this.key('ready')),
      running: await redis.scard(this.key('running')),
      done: await ended('done'),
      failed: await ended('failed'),
      cancelled: await ended('cancelled'),
    }));
  }

  /** Whether this process still has it. */
  async isHeld({ id, lease }: ClaimedInference): Promise<boolean> {
    return (await reach(() => this.#options.redis.hget(this.key('inference', id), 'lease'))) === lease;
  }

  /**
   * Takes the inference whose turn it is, or the one that the holder of this BullMQ job had before.
   * @returns undefined where none waits; `isExhausted` where it was begun often enough, and is to be failed
   */
  async claim(
    token: string,
    lease = randomBytes(16).toString('hex'),
  ): Promise<(ClaimedInference & { isExhausted: boolean }) | undefined> {
    const now = Date.now();
    const found = (await this.#run(CLAIM, token, lease, now)) as [string, ...(string | number)[]] | [];
    const [id, order, attempts, maximumAttempts, createdAt, isExhausted] = found;
    if (id === undefined) return undefined;
    return {
      id,
      lease,
      order: inferenceOrderSchema.parse(JSON.parse(String(order))),
      attempts: Number(attempts),
      maximumAttempts: Number(maximumAttempts),
      createdAt: Number(createdAt),
      startedAt: now,
      isExhausted: isExhausted === 1,
    };
  }

  progress({ id, lease }: ClaimedInference, progress: NonNullable<InferenceStatus['progress']>): void {
    // Nobody misses one that is lost.
    this.#run(PROGRESS, id, lease, JSON.stringify(progress)).catch(() => undefined);
  }

  finish({ id, lease }: ClaimedInference, { receipt, salts, seconds }: ProvenAnswer): Promise<boolean> {
    return this.#end(id, 'done', lease, { receipt, salts, seconds });
  }

  fail({ id, lease }: ClaimedInference, error: SerializedError): Promise<boolean> {
    return this.#end(id, 'failed', lease, { error });
  }

  cancel(id: string): Promise<boolean> {
    return this.#end(id, 'cancelled', '', {});
  }

  async putBack({ id, lease }: Pick<ClaimedInference, 'id' | 'lease'>, isCounted: boolean): Promise<boolean> {
    const isBack = (await this.#run(PUT_BACK, id, lease, isCounted ? 0 : -1)) === 1;
    if (isBack) await this.#options.onPutBack();
    return isBack;
  }

  key(kind: string, id?: string): string {
    return [this.#options.prefix, kind, ...(id === undefined ? [] : [id])].join(':');
  }

  async #end(
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    lease: string,
    { seconds, error, receipt, salts = {} }: Ending,
  ): Promise<boolean> {
    const { keepInputs, saltsMilliseconds, keepMilliseconds } = this.#options;
    const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value));
    const written = await this.#run(
      END,
      id,
      state,
      lease,
      Date.now(),
      json(seconds),
      json(error),
      json(receipt),
      Object.keys(salts).length === 0 ? '' : json(salts),
      keepInputs ? '' : saltsMilliseconds,
      keepMilliseconds,
      keepInputs ? 1 : 0,
    );
    return written === 1;
  }

  #run(script: string, ...values: readonly (string | number)[]): Promise<unknown> {
    return runScript(this.#options.redis, script, this.#options.prefix, ...values);
  }
}
