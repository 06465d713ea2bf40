import { AppError, describeCause } from '../../api/errors.ts';
import type { Progress } from '../../api/progress.ts';
import type { JobKinds } from './job-kind.ts';
import type { FromWorker, ToWorker } from './worker-protocol.ts';

/** The worker's end of the connection to its engine. */
export interface WorkerPort {
  send(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
  /** The engine is gone. */
  onClosed(listener: () => void): void;
}

/** Progress is told this often at most. */
const PROGRESS_MILLISECONDS = 100;
/** How long a job may tidy up once the engine is gone. */
const GONE_MILLISECONDS = 3000;

/**
 * Runs the jobs that the engine sends, one after another, for as long as the engine is there. Modules stay loaded
 * between jobs, and so does what a kind keeps in a variable of its module: the place for a loaded proving key.
 */
export function serveJobs(kinds: JobKinds, port: WorkerPort): void {
  let running: AbortController | undefined;
  let isEngineGone = false;

  async function run(kind: string, parameters: unknown): Promise<void> {
    running = new AbortController();
    const outcome = await runJob(kinds, kind, parameters, running.signal, port);
    running = undefined;
    if (isEngineGone) process.exit();
    port.send(outcome);
  }

  port.onMessage((message) => {
    if (message.type === 'run') void run(message.kind, message.parameters);
    if (message.type === 'cancel') running?.abort();
    if (message.type === 'end') process.exit();
  });
  port.onClosed(() => {
    if (!running) process.exit();
    isEngineGone = true;
    running.abort();
    // Native code may hold up an orderly exit for as long as it works.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GONE_MILLISECONDS);
  });
  port.send({ type: 'ready' });
}

async function runJob(
  kinds: JobKinds,
  kind: string,
  parameters: unknown,
  signal: AbortSignal,
  port: WorkerPort,
): Promise<FromWorker> {
  try {
    const known = kinds[kind];
    if (!known) throw new Error(`There is no kind of job "${kind}".`);
    const parsed = known.parameters.parse(parameters);
    const body = await known.load();
    return { type: 'done', result: await body(parsed, { signal, onProgress: throttle(port) }) };
  } catch (error) {
    if (error instanceof AppError) return { type: 'failed', error: error.toJSON() };
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    return { type: 'bug', message: describeCause(error), stack };
  }
}

/** What is new in words is always told, numbers from time to time. */
function throttle(port: WorkerPort): (progress: Progress) => void {
  let told = { at: -Infinity, stage: '', message: '' };
  return (progress) => {
    const { stage, message, fraction } = progress;
    const at = performance.now();
    const isNew = stage !== told.stage || message !== told.message || fraction === 1;
    if (!isNew && at - told.at < PROGRESS_MILLISECONDS) return;
    told = { at, stage, message };
    port.send({ type: 'progress', progress: { stage, message, fraction } });
  };
}
