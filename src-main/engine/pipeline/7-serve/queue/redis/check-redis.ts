import type { Redis } from 'ioredis';
import type { ServeLog } from '../../serve-log.ts';
import { reach } from './redis-connection.ts';

/** Settings that keep what was accepted through a crash of Redis. */
const DURABLE = { appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' };

/**
 * Warns where Redis is set up to forget what it has accepted.
 * @throws AppError `queue-unreachable`
 */
export async function checkRedis(redis: Redis, log: ServeLog): Promise<void> {
  await reach(() => redis.ping());
  for (const [name, durable] of Object.entries(DURABLE)) {
    // Some services do not let anybody ask.
    const answer: unknown = await redis.config('GET', name).catch(() => undefined);
    const value = Array.isArray(answer) ? (answer[1] as unknown) : undefined;
    if (value !== undefined && value !== durable)
      log.warn(
        { setting: name, value, durable },
        `Redis can forget accepted orders when it crashes: ${name} is ${String(value)}, not ${durable}`,
      );
  }
}
