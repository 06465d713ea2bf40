import type { CallInput, CallName, CallResult } from '../../src-main/api/contract.ts';
import { AppError } from '../../src-main/api/errors.ts';
import type { Task } from '../../src-main/api/studio-calls.ts';
import { tasks } from './tasks.svelte.ts';
import { toAppError } from './to-app-error.ts';

/** What a screen shows of a long call. */
export interface TaskView {
  readonly running: Task | undefined;
  /** Why the latest one ended, where it failed; or why it did not begin. */
  readonly failure: AppError | null;
  readonly wasCancelled: boolean;
}

/** A long call of a screen about one model. A screen that is opened anew finds the one that runs, or how it ended. */
export class ModelTask<Name extends CallName> implements TaskView {
  readonly #model: string;
  readonly #call: Name;
  #refusal = $state.raw<AppError | null>(null);
  #isStarting = $state(false);

  constructor(model: string, call: Name) {
    this.#model = model;
    this.#call = call;
  }

  get latest(): Task | undefined {
    return tasks.latest(this.#model, this.#call);
  }

  get running(): Task | undefined {
    return tasks.runningFor(this.#model, this.#call);
  }

  get isBusy(): boolean {
    return this.#isStarting || this.running !== undefined;
  }

  get failure(): AppError | null {
    if (this.isBusy) return null;
    if (this.#refusal) return this.#refusal;
    return this.latest?.state === 'failed' && this.latest.error ? AppError.from(this.latest.error) : null;
  }

  get wasCancelled(): boolean {
    return !this.isBusy && this.#refusal === null && this.latest?.state === 'cancelled';
  }

  /** Of the latest one, where it is done. */
  get result(): CallResult<Name> | undefined {
    return this.latest?.state === 'done' ? (this.latest.result as CallResult<Name>) : undefined;
  }

  /**
   * @param input what the call takes, or how to find it out
   * @returns undefined where it failed or was cancelled, which `failure` and `wasCancelled` tell
   */
  async run(
    input: CallInput<Name> | (() => Promise<CallInput<Name>>),
    title: string,
  ): Promise<CallResult<Name> | undefined> {
    const before = this.latest?.id;
    this.#refusal = null;
    this.#isStarting = true;
    try {
      const given = typeof input === 'function' ? await input() : input;
      return await tasks.run(this.#call, given, { title, model: this.#model });
    } catch (error) {
      if (this.latest === undefined || this.latest.id === before) this.#refusal = toAppError(error);
      return undefined;
    } finally {
      this.#isStarting = false;
    }
  }
}
