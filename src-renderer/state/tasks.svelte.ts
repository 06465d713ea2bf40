import { SvelteMap } from 'svelte/reactivity';
import type { CallInput, CallName, CallResult } from '../../src-main/api/contract.ts';
import { AppError } from '../../src-main/api/errors.ts';
import type { Task } from '../../src-main/api/studio-calls.ts';
import { client, connection } from './connection.svelte.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: AppError): void;
}

/** Long calls that go on in the studio, whichever window began them. */
class Tasks {
  readonly #byId = new SvelteMap<string, Task>();
  readonly #waiting = new Map<string, Waiting[]>();

  /** The latest first. */
  readonly all = $derived([...this.#byId.values()].sort((a, b) => b.startedAt - a.startedAt));
  readonly running = $derived(this.all.filter(({ state }) => state === 'running'));

  constructor() {
    connection.onOpen(() => void this.#reload());
    connection.onEvent((event) => {
      if (event.kind === 'task') this.#take(event.task);
      if (event.kind === 'tasks-dismissed') for (const id of event.ids) this.#byId.delete(id);
    });
  }

  /** The latest task of a model with one of these calls; a page that is opened anew finds it again. */
  latest(model: string, ...calls: CallName[]): Task | undefined {
    return this.all.find((task) => task.model === model && calls.includes(task.call as CallName));
  }

  /** The running one of these. */
  runningFor(model: string, ...calls: CallName[]): Task | undefined {
    return this.running.find(
      (task) => task.model === model && (calls.length === 0 || calls.includes(task.call as CallName)),
    );
  }

  /**
   * Begins a call as a task and waits for its end, over lost connections too.
   * @throws AppError as the call; `aborted` where it was cancelled; `worker-ended` where the engine was started anew
   */
  async run<Name extends CallName>(
    call: Name,
    input: CallInput<Name>,
    { title, model }: { title: string; model?: string },
  ): Promise<CallResult<Name>> {
    const task = await client.startTask({ call, input, title, model });
    this.#take(task);
    return this.ended(task.id) as Promise<CallResult<Name>>;
  }

  /** Waits for the end of a task. */
  ended(id: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), { resolve, reject }]);
      const task = this.#byId.get(id);
      if (task) this.#settle(task);
    });
  }

  async cancel(id: string): Promise<void> {
    await client.cancelTask({ id });
  }

  async dismiss(ids?: string[]): Promise<void> {
    await client.dismissTasks({ ids });
  }

  #take(task: Task): void {
    this.#byId.set(task.id, task);
    this.#settle(task);
  }

  #settle(task: Task): void {
    if (task.state === 'running') return;
    const waiting = this.#waiting.get(task.id) ?? [];
    this.#waiting.delete(task.id);
    for (const { resolve, reject } of waiting) {
      if (task.state === 'done') resolve(task.result);
      else reject(task.error ? AppError.from(task.error) : cancelled());
    }
  }

  async #reload(): Promise<void> {
    const { tasks } = await client.listTasks({}).catch(() => ({ tasks: undefined }));
    if (!tasks) return;
    const known = new Set(tasks.map(({ id }) => id));
    for (const [id, task] of this.#byId) {
      if (known.has(id)) continue;
      this.#byId.delete(id);
      if (task.state === 'running') this.#settle({ ...task, state: 'failed', error: lost() });
    }
    for (const task of tasks) this.#take(task);
  }
}

function cancelled(): AppError {
  return new AppError('aborted', 'The work was cancelled.', 'Start it again when you wish.');
}

function lost() {
  return {
    code: 'worker-ended' as const,
    message: 'The studio was started anew while this ran.',
    remedy: 'Start it again: finished parts of it are kept and not repeated.',
  };
}

export const tasks = new Tasks();
