import { AppError } from '../../api/errors.ts';
import type { WorkerExit } from '../host.ts';

/** What a job was about, for a person. */
const ACTIVITY: Readonly<Record<string, string>> = {
  circuit: 'made the circuit',
  'powers-of-tau': 'made the powers of tau',
  setup: 'made the keys',
  prove: 'made the proof',
  inference: 'made the proof',
  inspect: 'read the network',
  'compare-answers': 'ran the samples',
  'count-circuit': 'counted the constraints',
};

/** A worker that ended in the middle of a job: a crash in native code, or memory that ran out. */
export function workerEnded(kind: string, { code, signal, output }: WorkerExit): AppError {
  const activity = ACTIVITY[kind] ?? `ran the job "${kind}"`;
  const how = signal ? `signal ${signal}` : code === null ? 'it could not be started' : `exit code ${code}`;
  return new AppError(
    'worker-ended',
    `The worker process that ${activity} ended before it was done (${how}).`,
    isMemory(signal, output)
      ? 'Memory has probably run out: close other programs, take a smaller model or a computer with more memory, and run the step again. What was finished is kept.'
      : 'Run the step again; what was finished is kept. If it ends again, report it with this text and the model.',
    { cause: output.trim() || undefined },
  );
}

/** The system kills what takes too much; V8 says so itself, then aborts. */
function isMemory(signal: string | null, output: string): boolean {
  return (
    signal === 'SIGKILL' ||
    /heap out of memory|bad_alloc|Cannot allocate memory|Allocation failed/i.test(output)
  );
}
