import type { InferenceStatus } from './inference-queue.ts';

type Listener = (status: InferenceStatus) => void;

/** Who wants to know what becomes of which inference. A listener hears of a state once. */
export class Watchers {
  readonly #read: (id: string) => InferenceStatus | undefined;
  readonly #watched = new Map<string, { listeners: Set<Listener>; told: string }>();

  constructor(read: (id: string) => InferenceStatus | undefined) {
    this.#read = read;
  }

  /** @returns ends it */
  add(id: string, listener: Listener): () => void {
    const entry = this.#watched.get(id) ?? { listeners: new Set(), told: JSON.stringify(this.#read(id)) };
    this.#watched.set(id, entry);
    entry.listeners.add(listener);
    return () => {
      entry.listeners.delete(listener);
      if (entry.listeners.size === 0 && this.#watched.get(id) === entry) this.#watched.delete(id);
    };
  }

  tell(id: string): void {
    const entry = this.#watched.get(id);
    if (!entry) return;
    const status = this.#read(id);
    const text = JSON.stringify(status);
    if (!status || text === entry.told) return;
    entry.told = text;
    for (const listener of [...entry.listeners]) listener(status);
  }

  tellAll(): void {
    for (const id of this.#watched.keys()) this.tell(id);
  }
}
