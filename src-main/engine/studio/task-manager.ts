import { randomUUID } from 'node:crypto';
import { parseInput } from '../../api/client.ts';
import { type CallName, contract } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork, Progress } from '../../api/progress.ts';
import type { Task } from '../../api/studio-calls.ts';
import type { StudioEvent } from '../../api/wire.ts';
import { serializeFailure } from './serialize-failure.ts';
import { throttle } from './throttle.ts';

export interface TaskRequest {
  call: string;
  input?: unknown;
  title: string;
  model?: string | undefined;
}

interface Entry {
  task: Task;
  controller: AbortController;
  ending: Promise<void>;
}

export interface TaskManagerOptions {
  run(name: CallName, input: unknown, work: LongWork): Promise<unknown>;
  emit(event: StudioEvent): void;
  /** Told of the end of every task, with what failed it. */
  onEnd(task: Task, failure: unknown): void;
}

const KEPT_ENDED_TASKS = 100;
/** Five times a second: what a person can follow. */
const PROGRESS_MILLISECONDS = 200;

/** Results with a secret in them, which are for the one who asked, and not for every window and a list. */
const NOT_AS_TASKS: ReadonlySet<CallName> = new Set(['createApiKey']);

/** Calls of the engine that run whoever looks at them. */
export class TaskManager {
  readonly #options: TaskManagerOptions;
  /** In the order of their start. */
  readonly #entries = new Map<string, Entry>();
  #isClosed = false;

  constructor(options: TaskManagerOptions) {
    this.#options = options;
  }

  /** @throws AppError `option-invalid` where the contract has no such call, or not with such an input */
  start({ call, input, title, model }: TaskRequest): Task {
    if (!isCallName(call) || NOT_AS_TASKS.has(call)) throw notATask(call);
    if (this.#isClosed) throw studioCloses();
    const parsed = parseInput(call, input ?? {});
    const controller = new AbortController();
    const task: Task = {
      id: randomUUID(),
      call,
      title,
      model: model ?? null,
      state: 'running',
      progress: null,
      error: null,
      startedAt: Date.now(),
      finishedAt: null,
    };
    const entry: Entry = { task, controller, ending: Promise.resolve() };
    this.#entries.set(task.id, entry);
    this.#emit(entry);
    entry.ending = this.#run(entry, call, parsed);
    return { ...entry.task };
  }

  /** @throws AppError `option-invalid` where there is none */
  cancel(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) {
      throw new AppError(
        'option-invalid',
        'There is no such task.',
        'It was taken off the list, or the studio has been started anew since.',
      );
    }
    entry.controller.abort();
  }

  /** Running ones stay. */
  dismiss(ids: readonly string[] = [...this.#entries.keys()]): void {
    const ended = ids.filter((id) => this.#entries.get(id)?.task.finishedAt != null);
    for (const id of ended) this.#entries.delete(id);
    if (ended.length > 0) this.#options.emit({ kind: 'tasks-dismissed', ids: ended });
  }

  /** The earliest first. */
  list(): Task[] {
    return [...this.#entries.values()].map(({ task }) => ({ ...task }));
  }

  running(): Task[] {
    return this.list().filter(({ state }) => state === 'running');
  }

  /** Cancels what runs, and returns when it has ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const entries = [...this.#entries.values()];
    for (const { controller } of entries) controller.abort();
    await Promise.all(entries.map(({ ending }) => ending));
  }

  async #run(entry: Entry, call: CallName, input: unknown): Promise<void> {
    const { signal } = entry.controller;
    const report = throttle(() => this.#emit(entry), PROGRESS_MILLISECONDS);
    const onProgress = (progress: Progress) => {
      if (entry.task.state !== 'running') return;
      entry.task.progress = progress;
      report.ask();
    };
    let failure: unknown;
    try {
      entry.task.result = await this.#options.run(call, input, { signal, onProgress });
      entry.task.state = 'done';
    } catch (error) {
      failure = error;
      // What a cancel surfaces as depends on what it met.
      entry.task.state = signal.aborted ? 'cancelled' : 'failed';
      if (!signal.aborted) entry.task.error = serializeFailure(error);
    }
    report.stop();
    entry.task.finishedAt = Date.now();
    this.#emit(entry);
    this.#options.onEnd(entry.task, failure);
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    const ended = [...this.#entries.values()].filter(({ task }) => task.finishedAt !== null);
    if (ended.length <= KEPT_ENDED_TASKS) return;
    ended.sort((a, b) => a.task.finishedAt! - b.task.finishedAt!);
    this.dismiss(ended.slice(0, ended.length - KEPT_ENDED_TASKS).map(({ task }) => task.id));
  }

  #emit({ task }: Entry): void {
    this.#options.emit({ kind: 'task', task: { ...task } });
  }
}

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(contract, name);
}

function notATask(call: string): AppError {
  return new AppError(
    'option-invalid',
    `"${call.slice(0, 100)}" is no call that runs as a task.`,
    'Reload the window: it may be of another version than the studio.',
  );
}

function studioCloses(): AppError {
  return new AppError('aborted', 'The studio is closing.', 'Start it again, and then this.');
}
