import type { SnarkjsLogger } from 'snarkjs';
import { AppError, describeCause } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';
import { releaseCurve } from './release-curve.ts';
import { watchWorkers } from './watch-workers.ts';

/** How long a thread may hold a task and do nothing. */
const STALL_SECONDS = 10;

let lastCall: Promise<unknown> = Promise.resolve();

export interface RunOptions {
  signal?: AbortSignal | undefined;
  /** Receives every line that snarkjs logs. */
  onLog?: (line: string) => void;
  stallSeconds?: number;
}

/**
 * Runs one operation of snarkjs and makes it behave:
 * - calls in one process wait for each other (they share one set of worker threads, and each uses all cores);
 * - a worker thread that fails rejects the call, where snarkjs would wait for ever;
 * - `signal` rejects it at once with 'aborted' and ends the threads. What snarkjs still does in the caller's thread is
 *   cut off at its next log line; give it files in memory, so that nothing is left behind;
 * - its errors, which carry no codes, become `failure(reason, cause)`.
 */
export async function runSnarkjs<Result>(
  operation: (logger: SnarkjsLogger) => Promise<Result>,
  failure: (reason: string, cause?: unknown) => AppError,
  options: RunOptions = {},
): Promise<Result> {
  const turn = lastCall.then(() => runNow(operation, failure, options));
  lastCall = turn.catch(() => undefined);
  return turn;
}

async function runNow<Result>(
  operation: (logger: SnarkjsLogger) => Promise<Result>,
  failure: (reason: string, cause?: unknown) => AppError,
  { signal, onLog, stallSeconds = STALL_SECONDS }: RunOptions,
): Promise<Result> {
  throwIfAborted(signal);
  const log = (line: string) => {
    throwIfAborted(signal);
    onLog?.(line);
  };
  const logger: SnarkjsLogger = { debug: log, info: log, warn: log, error: log, log };

  const { buildBn128 } = await import('ffjavascript');
  const curve = await buildBn128();
  let stop: (reason: unknown) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = reject;
  });
  const onAbort = () =>
    stop(new AppError('aborted', 'The work was cancelled.', 'Start it again when you wish.'));
  const endWatch = watchWorkers(curve, stallSeconds, stop);
  signal?.addEventListener('abort', onAbort);
  let finished = false;
  try {
    const result = await Promise.race([operation(logger), stopped]);
    finished = true;
    return result;
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw failure(describeCause(cause), cause);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    endWatch();
    // After a failure some threads may still be at work, or dead.
    if (!finished) releaseCurve();
  }
}
