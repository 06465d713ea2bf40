import { AppError } from '../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../api/progress.ts';
import type { WorkerExit, WorkerProcess } from '../host.ts';
import { type FromWorker, fromWorkerSchema, type ToWorker } from './worker-protocol.ts';
import { workerEnded } from './worker-ended.ts';

/** How long a job may take to stop when it is asked, and how long the process when the system asks it. */
export interface Patience {
  askedMilliseconds: number;
  terminatedMilliseconds: number;
}

export const PATIENCE: Patience = { askedMilliseconds: 3000, terminatedMilliseconds: 2000 };

/** How a job came to its end. */
type Outcome = Extract<FromWorker, { type: 'done' | 'failed' | 'bug' }> | { type: 'ended'; exit: WorkerExit };

/** One worker process, seen from the engine: runs one job at a time. */
export class JobWorker {
  readonly pid: number | undefined;
  readonly #process: WorkerProcess;
  readonly #patience: Patience;
  readonly #ready: Promise<void>;
  readonly #ended: Promise<WorkerExit>;
  #isReady = false;
  #exit: WorkerExit | undefined;
  #onProgress: LongWork['onProgress'];
  #onOutcome: ((outcome: Outcome) => void) | undefined;

  constructor(worker: WorkerProcess, patience: Patience) {
    this.#process = worker;
    this.#patience = patience;
    this.pid = worker.pid;
    this.#ended = new Promise((resolve) => worker.onExit(resolve));
    void this.#ended.then((exit) => {
      this.#exit = exit;
      this.#onOutcome?.({ type: 'ended', exit });
    });
    this.#ready = new Promise((resolve) => worker.onMessage((message) => this.#receive(message, resolve)));
  }

  get hasEnded(): boolean {
    return this.#exit !== undefined;
  }

  /**
   * Runs a job to its end. A cancel asks the job first, then ends the process, by force if need be.
   * @returns its result
   * @throws AppError as the job threw it; `aborted`; `worker-ended`. Error: a bug in the job
   */
  async run(kind: string, parameters: unknown, { signal, onProgress }: LongWork): Promise<unknown> {
    const timers: NodeJS.Timeout[] = [];
    const cancel = () => {
      this.#send({ type: 'cancel' });
      const { askedMilliseconds: asked, terminatedMilliseconds: terminated } = this.#patience;
      timers.push(setTimeout(() => this.#process.kill('SIGTERM'), asked));
      timers.push(setTimeout(() => this.#process.kill('SIGKILL'), asked + terminated));
    };
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    this.#onProgress = onProgress;
    try {
      const outcome = await new Promise<Outcome>((resolve) => {
        this.#onOutcome = resolve;
        if (this.#exit) resolve({ type: 'ended', exit: this.#exit });
        void this.#ready.then(() => {
          this.#send({ type: 'run', kind, parameters });
          // It was asked before there was a job to stop.
          if (signal?.aborted) this.#send({ type: 'cancel' });
        });
      });
      // However it ended, a cancel is a cancel.
      throwIfAborted(signal);
      if (outcome.type === 'ended') throw workerEnded(kind, outcome.exit);
      if (outcome.type === 'failed') throw AppError.from(outcome.error);
      if (outcome.type === 'bug') throw bug(outcome);
      return outcome.result;
    } finally {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      this.#onProgress = undefined;
      this.#onOutcome = undefined;
    }
  }

  /** Ends the process, which has no job; by force if need be. */
  async stop(): Promise<void> {
    if (this.#isReady) this.#send({ type: 'end' });
    // It has done nothing yet, and may not hear yet.
    else this.#process.kill('SIGKILL');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), this.#patience.terminatedMilliseconds);
    await this.#ended;
    clearTimeout(timer);
  }

  #receive(raw: unknown, onReady: () => void): void {
    const { success, data: message } = fromWorkerSchema.safeParse(raw);
    // What sends anything else has lost its mind.
    if (!success) this.#process.kill('SIGKILL');
    else if (message.type === 'ready') {
      this.#isReady = true;
      onReady();
    } else if (message.type === 'progress') this.#onProgress?.(message.progress);
    else this.#onOutcome?.(message);
  }

  #send(message: ToWorker): void {
    this.#process.send(message);
  }
}

/** An error that reads as if it had been thrown here, with the stack of where it was. */
function bug({ message, stack }: { message: string; stack: string }): Error {
  const error = new Error(message);
  error.stack = stack;
  return error;
}
