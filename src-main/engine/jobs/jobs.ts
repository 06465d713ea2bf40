import { AppError, describeCause } from '../../api/errors.ts';
import { type LongWork, type Progress, throwIfAborted } from '../../api/progress.ts';
import type { WorkerProcess } from '../host.ts';
import type { JobEnd, JobRecords } from '../store/job-records.ts';
import type { JobKinds, JobParameters, JobResult } from './job-kind.ts';
import { JobWorker, PATIENCE, type Patience } from './job-worker.ts';
import { createTimeLeft } from './time-left.ts';

/** Progress is recorded this often at most. */
const RECORD_MILLISECONDS = 1000;

export interface JobsOptions<Kinds extends JobKinds> {
  kinds: Kinds;
  records: Pick<JobRecords, 'queue' | 'start' | 'progress' | 'finish'>;
  spawnWorker(): WorkerProcess;
  /** Removes what a worker that was ended left behind. */
  sweep(): Promise<void>;
  patience?: Patience;
  /** A worker that had nothing to do for so long is ended; it is kept where absent. */
  idleMilliseconds?: number;
}

/**
 * Runs the engine's heavy work in a worker process, one job after another: each uses the whole computer. The worker is
 * started for the first job and kept for the next ones; after a crash, a bug or a cancel the next job gets a new one.
 */
export class Jobs<Kinds extends JobKinds> {
  readonly #options: JobsOptions<Kinds>;
  /** The jobs that run or wait. */
  readonly #unfinished = new Map<AbortController, Promise<unknown>>();
  #isClosed = false;
  #worker: JobWorker | undefined;
  #lastTurn: Promise<void> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(options: JobsOptions<Kinds>) {
    this.#options = options;
  }

  /**
   * Runs a job, and records it.
   * @param model the model that it is for
   * @throws AppError as the job threw it; `aborted`; `worker-ended`
   */
  run<Kind extends keyof Kinds & string>(
    kind: Kind,
    parameters: JobParameters<Kinds[Kind]>,
    model: string,
    work: LongWork,
  ): Promise<JobResult<Kinds[Kind]>> {
    const controller = new AbortController();
    const cancel = () => controller.abort();
    work.signal?.addEventListener('abort', cancel);
    if (this.#isClosed || work.signal?.aborted) cancel();
    const { signal } = controller;
    const ending = this.#runRecorded(kind, parameters, model, { ...work, signal }).finally(() => {
      work.signal?.removeEventListener('abort', cancel);
      this.#unfinished.delete(controller);
      this.#retireLater();
    });
    clearTimeout(this.#idle);
    this.#unfinished.set(controller, ending);
    return ending as Promise<JobResult<Kinds[Kind]>>;
  }

  /** Starts the worker if there is none, for a job that will come soon. */
  prepare(): void {
    if (this.#isClosed) return;
    if (this.#worker === undefined || this.#worker.hasEnded)
      this.#worker = new JobWorker(this.#options.spawnWorker(), this.#options.patience ?? PATIENCE);
  }

  /** Cancels what runs and waits, and ends the worker. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    const unfinished = [...this.#unfinished];
    for (const [controller] of unfinished) controller.abort();
    await Promise.allSettled(unfinished.map(([, ending]) => ending));
    await this.#retire();
  }

  async #runRecorded(
    kind: string,
    parameters: unknown,
    model: string,
    work: LongWork & { signal: AbortSignal },
  ): Promise<unknown> {
    const { kinds, records } = this.#options;
    const checked = kinds[kind]!.parameters.parse(parameters);
    throwIfAborted(work.signal);
    const id = await records.queue(kind, model);
    try {
      const result = await this.#inTurn(work.signal, () => this.#runNow(id, kind, checked, work));
      await this.#record(() => records.finish(id, { state: 'done' }));
      return result;
    } catch (error) {
      await this.#record(() => records.finish(id, endOf(error)));
      throw error;
    }
  }

  /** Waits for the jobs before, or for a cancel. */
  async #inTurn<Result>(signal: AbortSignal, job: () => Promise<Result>): Promise<Result> {
    const before = this.#lastTurn;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.#lastTurn = before.then(() => ended);
    try {
      await Promise.race([before, aborted(signal)]);
      throwIfAborted(signal);
      return await job();
    } finally {
      end();
    }
  }

  async #runNow(id: number, kind: string, parameters: unknown, work: LongWork): Promise<unknown> {
    this.prepare();
    const worker = this.#worker!;
    await this.#record(() => this.#options.records.start(id, worker.pid));
    try {
      return await worker.run(kind, parameters, { ...work, onProgress: this.#reporter(id, work) });
    } catch (error) {
      // An error that the job saw coming leaves the worker as good as before; what else there is may not.
      const isForeseen = error instanceof AppError && error.code !== 'aborted';
      if (!isForeseen || worker.hasEnded) {
        await this.#retire();
        await this.#options.sweep();
      }
      throw error;
    }
  }

  #reporter(id: number, { onProgress }: LongWork): (progress: Progress) => void {
    const timeLeft = createTimeLeft();
    let recordedAt = -Infinity;
    return (progress) => {
      const secondsLeft = timeLeft(progress);
      onProgress?.(secondsLeft === undefined ? progress : { ...progress, secondsLeft });
      if (performance.now() - recordedAt < RECORD_MILLISECONDS) return;
      recordedAt = performance.now();
      void this.#record(() => this.#options.records.progress(id, progress));
    };
  }

  /** A job does not fail for what is written about it; a record that stays open is closed at the next start. */
  async #record(write: () => Promise<void>): Promise<void> {
    await write().catch(() => undefined);
  }

  #retireLater(): void {
    const { idleMilliseconds } = this.#options;
    if (idleMilliseconds === undefined || this.#isClosed || this.#unfinished.size > 0) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#retire(), idleMilliseconds).unref();
  }

  async #retire(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.stop();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function endOf(error: unknown): JobEnd {
  if (error instanceof AppError)
    return { state: error.code === 'aborted' ? 'cancelled' : 'failed', error: error.toJSON() };
  return {
    state: 'failed',
    error: { code: 'internal', message: describeCause(error), remedy: 'Report this.' },
  };
}
