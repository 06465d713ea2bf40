import type { AppError } from '../../src-main/api/errors.ts';
import { connection } from './connection.svelte.ts';
import { toAppError } from './to-app-error.ts';

/**
 * A quick question and its answer, which stays while it is asked again. Of several answers the one to the latest counts.
 * A question that was lost with the connection is asked again when that is back.
 */
export class Query<Result> {
  result = $state.raw<Result | undefined>(undefined);
  problem = $state.raw<AppError | null>(null);
  isLoading = $state(false);
  readonly #ask: () => Promise<Result>;
  #asked = 0;

  constructor(ask: () => Promise<Result>) {
    this.#ask = ask;
  }

  async load(): Promise<Result | undefined> {
    const mine = ++this.#asked;
    this.isLoading = true;
    try {
      const result = await this.#ask();
      if (mine !== this.#asked) return undefined;
      this.result = result;
      this.problem = null;
      return result;
    } catch (error) {
      if (mine === this.#asked) this.#fail(toAppError(error));
      return undefined;
    } finally {
      if (mine === this.#asked) this.isLoading = false;
    }
  }

  #fail(problem: AppError): void {
    this.problem = problem;
    if (problem.code !== 'engine-unreachable') return;
    const mine = this.#asked;
    const stop = connection.onOpen(() => {
      stop();
      if (mine === this.#asked) void this.load();
    });
  }

  /** Forgets the answer, and one that is on its way. */
  clear(): void {
    this.#asked++;
    this.result = undefined;
    this.problem = null;
    this.isLoading = false;
  }
}
