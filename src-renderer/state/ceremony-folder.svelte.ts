/**
 * Where the folder of a ceremony is now. It travels from one contributor to the next, and what came back last counts,
 * while the model names the folder that it began in. The window remembers it.
 */
export class CeremonyFolder {
  readonly #key: string;
  readonly #began: string;
  #path = $state('');

  constructor(model: string, began: string) {
    this.#key = `ceremony:${model}`;
    this.#began = began;
    this.#path = this.#remembered() ?? began;
  }

  get path(): string {
    return this.#path;
  }

  /** It did not come back from anybody yet. */
  get isFirst(): boolean {
    return this.#path === this.#began;
  }

  take(path: string): void {
    this.#path = path;
    localStorage.setItem(this.#key, JSON.stringify({ began: this.#began, path }));
  }

  forget(): void {
    this.#path = this.#began;
    localStorage.removeItem(this.#key);
  }

  #remembered(): string | undefined {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? '{}') as { began?: string; path?: string };
      // Of an earlier ceremony of a model of this name.
      return kept.began === this.#began && typeof kept.path === 'string' ? kept.path : undefined;
    } catch {
      return undefined;
    }
  }
}
