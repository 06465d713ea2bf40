import type { WorkerProcess } from '../../../../host.ts';
import type { Workspace } from '../../../../store/workspace.ts';
import type { ServedModels } from '../../served-models.ts';
import { checkRedis } from './check-redis.ts';
import { REDIS_DEFAULTS, type RedisQueueOptions } from './create-redis-queue.ts';
import { connectRedis } from './redis-connection.ts';
import { RedisProver } from './redis-prover.ts';

export interface RedisWorkerOptions extends Omit<RedisQueueOptions, 'maximumQueued'> {
  /** Has the models with the keys that the servers have. */
  workspace: Workspace;
  models?: ServedModels;
  /** @param slot 0 to workers - 1: with several devices, each worker process has its own */
  spawnWorker(slot: number): WorkerProcess;
  /** How many inferences run at a time here; default 1: the prover uses every core. */
  workers?: number;
  /** After so long without a sign of life others take over what this worker had; default 30 s. */
  leaseMilliseconds?: number;
}

export interface RedisWorker {
  /** Takes nothing new and ends what runs; what runs when the signal comes is given back to the queue. */
  drain(options?: { signal?: AbortSignal }): Promise<void>;
  /** Stops at once: what runs is given back to the queue. */
  close(): Promise<void>;
}

/**
 * Proves what waits in a queue in Redis, until it is stopped.
 * @throws AppError `queue-unreachable`
 */
export async function runRedisWorker(options: RedisWorkerOptions): Promise<RedisWorker> {
  const redis = connectRedis(options.url);
  try {
    await checkRedis(redis, options.log);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const prover = new RedisProver(redis, {
    ...REDIS_DEFAULTS,
    workers: 1,
    leaseMilliseconds: 30_000,
    ...options,
  });
  return { drain: (how) => prover.drain(how), close: () => prover.close() };
}
