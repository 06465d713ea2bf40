import type { Incident, ServeLog } from '../../serve-log.ts';
import type { InferenceQueue } from '../inference-queue.ts';
import { checkRedis } from './check-redis.ts';
import { connectRedis } from './redis-connection.ts';
import { RedisQueue } from './redis-queue.ts';

export interface RedisQueueOptions {
  /** redis:// or rediss://, with user, password and number of the database where there are such. */
  url: string;
  /** What the keys in Redis begin with; default `proofpress`. Servers and workers of one queue share it. */
  prefix?: string;
  /** Default 1000. */
  maximumQueued?: number;
  /** Inputs and salts are kept when the proof is done. The workers' setting decides for what they prove. */
  keepInputs?: boolean;
  saltsMilliseconds?: number;
  keepMilliseconds?: number;
  /** How often it looks for inferences that were lost between two steps; default 10 s. */
  mendMilliseconds?: number;
  log: ServeLog;
  /** Told of every proof that a worker, on whatever machine, kept back because it does not hold. */
  onIncident?: ((incident: Incident) => void) | undefined;
}

export const REDIS_DEFAULTS = {
  prefix: 'proofpress',
  maximumQueued: 1000,
  keepInputs: false,
  saltsMilliseconds: 15 * 60_000,
  keepMilliseconds: 30 * 24 * 3600_000,
  mendMilliseconds: 10_000,
};

/**
 * A queue in Redis, whose inferences `runRedisWorker` proves, on any number of machines.
 * @throws AppError `queue-unreachable`
 */
export async function createRedisQueue(options: RedisQueueOptions): Promise<InferenceQueue> {
  const redis = connectRedis(options.url);
  try {
    await checkRedis(redis, options.log);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return new RedisQueue(redis, { ...REDIS_DEFAULTS, ...options });
}
