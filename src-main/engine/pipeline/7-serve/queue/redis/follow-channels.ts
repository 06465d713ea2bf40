import type { Redis } from 'ioredis';

/**
 * Listens to what is published in Redis.
 * @param redis     a connection of its own, which is closed with this
 * @param listeners by channel
 * @param onGap     some may have been missed: Redis was away
 * @returns ends it
 */
export function followChannels(
  redis: Redis,
  listeners: Readonly<Record<string, (message: string) => void>>,
  onGap: () => void,
): () => void {
  redis.on('message', (channel: string, message: string) => listeners[channel]?.(message));
  // Subscribes again after every break by itself.
  redis.on('ready', onGap);
  redis.subscribe(...Object.keys(listeners)).catch(() => undefined);
  return () => redis.disconnect();
}
