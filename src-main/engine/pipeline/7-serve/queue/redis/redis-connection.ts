import { createHash } from 'node:crypto';
import { Redis, type RedisOptions } from 'ioredis';
import { AppError, describeCause } from '../../../../../api/errors.ts';

/** Longer than a restart of Redis takes; a client is told sooner that it should come again. */
const COMMAND_MILLISECONDS = 5000;

/** A connection for commands that answer or fail in time; `forBullmq` for one whose commands wait as long as it takes. */
export function connectRedis(url: string, options: RedisOptions = {}): Redis {
  const redis = new Redis(url, {
    connectTimeout: COMMAND_MILLISECONDS,
    commandTimeout: COMMAND_MILLISECONDS,
    maxRetriesPerRequest: 2,
    retryStrategy: (times) => Math.min(100 * times, 1000),
    ...options,
  });
  // What a broken connection means, the command that it breaks tells.
  redis.on('error', () => undefined);
  return redis;
}

/** BullMQ waits for jobs in commands of its own, which no outage may end. */
export function connectForBullmq(url: string): Redis {
  return connectRedis(url, { commandTimeout: undefined, maxRetriesPerRequest: null });
}

const hashes = new Map<string, string>();

/**
 * Runs a script, by its hash where Redis knows it.
 * @throws AppError `queue-unreachable`
 */
export async function runScript(
  redis: Redis,
  script: string,
  prefix: string,
  ...values: readonly (string | number)[]
): Promise<unknown> {
  const hash = hashes.get(script) ?? createHash('sha1').update(script).digest('hex');
  hashes.set(script, hash);
  return reach(async () => {
    try {
      return await redis.evalsha(hash, 1, prefix, ...values);
    } catch (error) {
      if (!describeCause(error).startsWith('NOSCRIPT')) throw error;
      return redis.eval(script, 1, prefix, ...values);
    }
  });
}

/** @throws AppError `queue-unreachable` for whatever Redis or the connection to it says */
export async function reach<Result>(operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (cause) {
    throw new AppError(
      'queue-unreachable',
      'Redis, which keeps the queue, does not answer or refuses.',
      'Try again in a moment; the publisher should check --queue and that Redis runs and has memory and disk left.',
      { cause },
    );
  }
}
