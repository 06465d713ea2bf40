import type { Redis } from 'ioredis';

/**
 * Listens for changes of inferences.
 * @param redis    a connection of its own, which is closed with this
 * @param onChange gets the id of what has changed
 * @param onGap    some may have been missed: Redis was away
 * @returns ends it
 */
export function followChanges(
  redis: Redis,
  channel: string,
  onChange: (id: string) => void,
  onGap: () => void,
): () => void {
  redis.on('message', (_channel: string, id: string) => onChange(id));
  // Subscribes again after every break by itself.
  redis.on('ready', onGap);
  redis.subscribe(channel).catch(() => undefined);
  return () => redis.disconnect();
}
