import { AppError } from '../../../src-main/api/errors.ts';
import type { Network } from '../../components/graph/network-map.ts';
import { client } from '../../state/connection.svelte.ts';
import { toAppError } from '../../state/to-app-error.ts';

/** A look at a network file, again whenever something about it was chosen; the latest choice counts. */
export class Inspection {
  readonly path: string;
  readonly #fileName: string;
  network = $state.raw<Network | undefined>(undefined);
  problem = $state.raw<AppError | null>(null);
  isLooking = $state(false);
  /** Dimensions that the file leaves free, in the order in which it names them. */
  free = $state.raw<string[]>([]);
  sizes = $state<Record<string, string>>({});
  withoutSoftmax = $state(false);

  #stop = new AbortController();

  /** @param known sizes and outputs that the model of this name was imported with before */
  constructor(
    path: string,
    fileName: string,
    known: { dimensions: Record<string, number>; withoutSoftmax: boolean },
  ) {
    this.path = path;
    this.#fileName = fileName;
    this.withoutSoftmax = known.withoutSoftmax;
    this.#known = known.dimensions;
  }

  readonly #known: Record<string, number>;

  /** Sizes that are whole numbers, as the calls take them. */
  get dimensions(): Record<string, number> {
    return Object.fromEntries(
      this.free.flatMap((name) => {
        const size = Number(this.sizes[name]);
        return Number.isInteger(size) && size > 0 ? [[name, size]] : [];
      }),
    );
  }

  get lacksSizes(): boolean {
    return Object.keys(this.dimensions).length < this.free.length;
  }

  get outputs(): 'all' | 'logits' {
    return this.withoutSoftmax ? 'logits' : 'all';
  }

  async look(): Promise<void> {
    this.#stop.abort();
    const stop = (this.#stop = new AbortController());
    this.isLooking = true;
    this.problem = null;
    try {
      const { path, dimensions, outputs } = this;
      const network = await client.inspectNetwork({ path, dimensions, outputs }, { signal: stop.signal });
      if (stop.signal.aborted) return;
      this.network = network;
    } catch (error) {
      if (stop.signal.aborted) return;
      await this.#fail(toAppError(error));
    } finally {
      if (this.#stop === stop) this.isLooking = false;
    }
  }

  end(): void {
    this.#stop.abort();
  }

  async #fail(error: AppError): Promise<void> {
    if (error.code === 'option-invalid' && this.withoutSoftmax) {
      // The network before this one ended with a Softmax; this one does not.
      this.withoutSoftmax = false;
      return this.look();
    }
    const names = freeDimensions(error).filter((name) => !this.free.includes(name));
    if (names.length === 0) {
      this.network = undefined;
      this.problem = this.#named(error);
      return;
    }
    const areKnown = names.every((name) => Object.hasOwn(this.#known, name));
    for (const name of names) this.sizes[name] = String(this.#known[name] ?? 1);
    this.free = [...this.free, ...names];
    if (areKnown) await this.look();
    else this.network = undefined;
  }

  /** The file by the name that a person gave it, not by where it was put. */
  #named({ code, message, remedy, cause }: AppError): AppError {
    return new AppError(code, message.replaceAll(this.path, this.#fileName), remedy, { cause });
  }
}

/** The names in the engine's message: "The model leaves dimensions free: batch, x:1." */
function freeDimensions({ code, message }: AppError): string[] {
  const names = code === 'model-dynamic-shape' ? /free: (.+)\.$/.exec(message)?.[1] : undefined;
  return names?.split(', ') ?? [];
}
