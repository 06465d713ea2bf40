import type { AppError } from '../../src-main/api/errors.ts';
import type { ServingStatus } from '../../src-main/api/studio-calls.ts';
import { client, connection } from './connection.svelte.ts';
import { toAppError } from './to-app-error.ts';

/** Between two questions at least, however often something changes. */
const PAUSE_MILLISECONDS = 700;
const LATEST = 50;

/** The server for inferences and what it does, kept up to date while a page follows it. */
class Serving {
  status = $state.raw<ServingStatus | undefined>(undefined);
  problem = $state.raw<AppError | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #askedAt = 0;

  /** @returns stops it */
  follow(onChange?: () => void): () => void {
    const refresh = () => {
      this.#soon();
      onChange?.();
    };
    if (connection.status === 'open') refresh();
    const stopOpen = connection.onOpen(refresh);
    const stopEvents = connection.onEvent((event) => {
      if (event.kind === 'serving-changed') refresh();
    });
    return () => {
      stopOpen();
      stopEvents();
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  take(status: ServingStatus): void {
    // Starting and stopping answer without requests.
    this.status = { ...status, requests: this.status?.requests ?? [] };
    this.#soon();
  }

  #soon(): void {
    const pause = Math.max(0, this.#askedAt + PAUSE_MILLISECONDS - Date.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#askedAt = Date.now();
      void this.#load();
    }, pause);
  }

  async #load(): Promise<void> {
    try {
      this.status = await client.servingStatus({ latest: LATEST });
      this.problem = null;
    } catch (error) {
      this.problem = toAppError(error);
    }
  }
}

export const serving = new Serving();
