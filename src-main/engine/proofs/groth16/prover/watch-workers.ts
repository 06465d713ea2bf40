import { Worker } from 'node:worker_threads';
import type { Bn128 } from 'ffjavascript';

/**
 * Calls `onFailure` when a worker thread of the curve dies, or when it has a task but has been idle for `stallSeconds`:
 * ffjavascript's threads swallow what their tasks throw and never answer.
 *
 * @returns ends the watch
 */
export function watchWorkers(
  curve: Bn128,
  stallSeconds: number,
  onFailure: (error: unknown) => void,
): () => void {
  const workers = curve.tm.workers ?? [];
  for (const worker of workers) worker.addEventListener('error', onFailure);
  const threads = workers.map((worker) => {
    // ffjavascript's workers are web-worker's wrappers, which keep Node's under a symbol.
    const values = Object.getOwnPropertySymbols(worker).map(
      (key) => (worker as unknown as Record<symbol, unknown>)[key],
    );
    return values.find((value) => value instanceof Worker);
  });
  const activeBefore = threads.map(() => 0);
  const idleChecks = threads.map(() => 0);
  const milliseconds = (stallSeconds * 1000) / CHECKS_TO_STALL;
  const timer = setInterval(
    () => {
      threads.forEach((thread, index) => {
        const active = thread?.performance.eventLoopUtilization().active ?? 0;
        const stalled =
          curve.tm.working?.[index] === true && active - (activeBefore[index] ?? 0) < 0.05 * milliseconds;
        activeBefore[index] = active;
        idleChecks[index] = stalled ? (idleChecks[index] ?? 0) + 1 : 0;
        if ((idleChecks[index] ?? 0) >= CHECKS_TO_STALL)
          onFailure(new Error('a worker thread failed at its task'));
      });
    },
    (stallSeconds * 1000) / CHECKS_TO_STALL,
  );
  timer.unref();
  return () => {
    clearInterval(timer);
    for (const worker of workers) worker.removeEventListener('error', onFailure);
  };
}

const CHECKS_TO_STALL = 4;
