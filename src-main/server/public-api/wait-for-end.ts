import type { InferenceQueue, InferenceStatus } from '../../engine/pipeline/7-serve/queue/inference-queue.ts';

export function hasEnded({ state }: InferenceStatus): boolean {
  return state !== 'queued' && state !== 'running';
}

/**
 * Waits until an inference has ended, for a time at most, or until nobody waits any more.
 * @returns how it stands then
 */
export async function waitForEnd(
  queue: InferenceQueue,
  status: InferenceStatus,
  milliseconds: number,
  signal: AbortSignal,
): Promise<InferenceStatus> {
  if (hasEnded(status)) return status;
  let stop: () => void = () => undefined;
  const ended = new Promise<InferenceStatus | undefined>((resolve) => {
    const unwatch = queue.watch(status.id, (changed) => {
      if (hasEnded(changed)) resolve(changed);
    });
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    const giveUp = () => resolve(undefined);
    signal.addEventListener('abort', giveUp);
    stop = () => {
      unwatch();
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
    };
    if (signal.aborted) giveUp();
  });
  try {
    // It may have ended before it was watched.
    const now = (await queue.find(status.id)) ?? status;
    if (hasEnded(now)) return now;
    return (await ended) ?? (await queue.find(status.id)) ?? status;
  } finally {
    stop();
  }
}
