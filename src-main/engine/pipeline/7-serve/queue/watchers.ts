import type { InferenceStatus } from './inference-queue.ts';

type Listener = (status: InferenceStatus) => void;

interface Watched {
  listeners: Set<Listener>;
  /** JSON of what was told last. */
  told: string;
  /** Reads one after the other, so that nothing older is told after something newer. */
  turn: Promise<void>;
}

/** Who wants to know what becomes of which inference. A listener hears of a state once. */
export class Watchers {
  readonly #read: (id: string) => Promise<InferenceStatus | undefined>;
  readonly #watched = new Map<string, Watched>();

  constructor(read: (id: string) => Promise<InferenceStatus | undefined>) {
    this.#read = read;
  }

  /** @returns ends it */
  add(id: string, listener: Listener): () => void {
    const entry = this.#watched.get(id) ?? this.#begin(id);
    entry.listeners.add(listener);
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size === 0 && this.#watched.get(id) === entry) this.#watched.delete(id);
    };
  }

  tell(id: string): void {
    const entry = this.#watched.get(id);
    if (!entry) return;
    this.#next(id, entry, (status, text) => {
      if (!status || text === entry.told) return;
      entry.told = text;
      for (const listener of [...entry.listeners]) listener(status);
    });
  }

  tellAll(): void {
    for (const id of this.#watched.keys()) this.tell(id);
  }

  #begin(id: string): Watched {
    const entry: Watched = { listeners: new Set(), told: '', turn: Promise.resolve() };
    this.#watched.set(id, entry);
    this.#next(id, entry, (_status, text) => (entry.told = text));
    return entry;
  }

  #next(id: string, entry: Watched, use: (status: InferenceStatus | undefined, text: string) => void): void {
    entry.turn = entry.turn
      .then(() => this.#read(id))
      .then((status) => use(status, JSON.stringify(status) ?? ''))
      // Of a change that could not be read the next one tells.
      .catch(() => undefined);
  }
}
