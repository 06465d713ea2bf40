import { AppError } from '../../../../api/errors.ts';
import type { MarketRequestRecord } from '../../../store/market/market-types.ts';
import { fetchInput, type FetchGuards } from './fetch-input.ts';
import { type InputDesk, takeInput } from './take-input.ts';

const AT_ONCE = 4;
const MAXIMUM_TRIES = 5;
const FIRST_PAUSE_MILLISECONDS = 2_000;

/** Fetches inputs from where requests say that they are, beside everything else. */
export class InputFetcher {
  readonly #desk: InputDesk;
  readonly #guards: FetchGuards;
  readonly #running = new Map<string, Promise<void>>();
  readonly #tries = new Map<string, { count: number; next: number; reason: string }>();
  readonly #controller = new AbortController();

  constructor(desk: InputDesk, guards: FetchGuards) {
    this.#desk = desk;
    this.#guards = guards;
  }

  /** Begins to fetch the input of a request, again some time after a failure. */
  want({ requestId, request }: MarketRequestRecord): void {
    if (request.inputUri === '' || this.#running.size >= AT_ONCE || this.#running.has(requestId)) return;
    const tried = this.#tries.get(requestId);
    if (tried && (tried.count >= MAXIMUM_TRIES || Date.now() < tried.next)) return;
    const work = this.#fetch(request.inputCommitment, request.inputUri)
      .then(() => void this.#tries.delete(requestId))
      .catch((error: unknown) => {
        const count = (tried?.count ?? 0) + 1;
        const next = Date.now() + FIRST_PAUSE_MILLISECONDS * 2 ** count;
        const reason = error instanceof AppError ? error.message : 'Something unforeseen happened.';
        this.#tries.set(requestId, { count, next, reason });
      })
      .finally(() => this.#running.delete(requestId));
    this.#running.set(requestId, work);
  }

  /** Why the last try of a request failed. */
  reasonOf(requestId: string): string | undefined {
    return this.#tries.get(requestId)?.reason;
  }

  forget(requestId: string): void {
    this.#tries.delete(requestId);
  }

  async close(): Promise<void> {
    this.#controller.abort();
    await Promise.all(this.#running.values());
  }

  async #fetch(commitment: string, uri: string): Promise<void> {
    takeInput(this.#desk, commitment, await fetchInput(uri, this.#guards, this.#controller.signal));
  }
}
