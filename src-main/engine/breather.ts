import { setImmediate as turn } from 'node:timers/promises';
import { throwIfAborted } from '../api/progress.ts';

/** A process that computes for longer answers nobody meanwhile, and hears no cancel. */
const BREATH_MILLISECONDS = 20;

/**
 * For long computations in a process that has other things to do: to be awaited between steps, it lets these have a turn
 * from time to time.
 * @returns throws AppError `aborted` once the work is cancelled
 */
export function createBreather(signal: AbortSignal | undefined): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < BREATH_MILLISECONDS) return;
    await turn();
    throwIfAborted(signal);
    last = performance.now();
  };
}
