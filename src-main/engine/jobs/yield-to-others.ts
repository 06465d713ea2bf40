import { constants, setPriority } from 'node:os';
import type { WorkerProcess } from '../host.ts';

/**
 * Lets a worker have what other processes leave: a server answers at once while proofs take every core. Alone on the
 * computer, the worker is as fast as before. To be called right after its start, since threads inherit the priority.
 */
export function yieldToOthers(worker: WorkerProcess): WorkerProcess {
  try {
    if (worker.pid !== undefined) setPriority(worker.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not allow it: then everybody waits a little longer.
  }
  return worker;
}
