import type { InferenceStatus } from './inference-queue.ts';

type Listener = (status: InferenceStatus) => void;

interface Watched {
  listeners: Set<Listener>;
  /** JSON of what was told last. */
  told: string;
  /** Reads one after the other, so that nothing older is told after something newer. */
  turn: Promise<void>;
}

/**
 * Who wants to know what becomes of which inference. Nothing that happens after `add` is missed: what a listener hears first
 * may therefore be what it knew already; after that it hears of each state once.
 */
export class Watchers {
  readonly #read: (id: string) => Promise<InferenceStatus | undefined>;
  readonly #watched = new Map<string, Watched>();

  constructor(read: (id: string) => Promise<InferenceStatus | undefined>) {
    this.#read = read;
  }

  /** @returns ends it */
  add(id: string, listener: Listener): () => void {
    const entry = this.#watched.get(id) ?? { listeners: new Set(), told: '', turn: Promise.resolve() };
    this.#watched.set(id, entry);
    // The one who comes later may know an older state than the others were told.
    entry.told = '';
    entry.listeners.add(listener);
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size === 0 && this.#watched.get(id) === entry) this.#watched.delete(id);
    };
  }

  tell(id: string): void {
    const entry = this.#watched.get(id);
    if (!entry) return;
    entry.turn = entry.turn
      .then(() => this.#read(id))
      .then((status) => {
        const text = JSON.stringify(status);
        if (!status || text === entry.told) return;
        entry.told = text;
        for (const listener of [...entry.listeners]) listener(status);
      })
      // Of a change that could not be read the next one tells.
      .catch(() => undefined);
  }

  tellAll(): void {
    for (const id of this.#watched.keys()) this.tell(id);
  }
}
