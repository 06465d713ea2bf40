/** What is known of a model before anything was chosen for it, as of a sample model: its samples. */
export interface PrefilledSamples {
  samples: string;
  evaluate: string | undefined;
}

class Prefill {
  readonly #byModel = new Map<string, PrefilledSamples>();

  set(model: string, samples: PrefilledSamples): void {
    this.#byModel.set(model, samples);
  }

  of(model: string): PrefilledSamples | undefined {
    return this.#byModel.get(model);
  }
}

export const prefill = new Prefill();
