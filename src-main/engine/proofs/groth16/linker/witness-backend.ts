import { countSignals, type FieldValue, type Gadget } from '../gadgets/gadget.ts';
import type { CircuitBackend, Source } from './circuit-backend.ts';

/** Computes the value of every wire with the gadgets' own `assign`. */
export class WitnessBackend implements CircuitBackend {
  /** By wire; public signals are filled in by the gadgets that are bound to them, or by `setPublic`. */
  readonly values: FieldValue[];
  readonly #scratch: FieldValue[] = [];
  readonly #inputs: FieldValue[] = [];

  constructor(publicCount: number) {
    this.values = new Array<FieldValue>(1 + publicCount).fill(0);
    this.values[0] = 1;
  }

  setPublic(wire: number, value: FieldValue): void {
    this.values[wire] = value;
  }

  beginLayer(): void {
    // Layers matter only to the report.
  }

  input(value: () => FieldValue): number {
    return this.values.push(value()) - 1;
  }

  instantiate<P extends readonly number[]>(
    gadget: Gadget<P>,
    params: P,
    inputs: readonly Source[],
    outputs: readonly number[] = [],
  ): number {
    this.#inputs.length = inputs.length;
    inputs.forEach((source, index) => {
      this.#inputs[index] = typeof source === 'number' ? this.values[source]! : source.value();
    });
    gadget.assign(params, this.#inputs, this.#scratch);
    const first = this.values.length;
    const count = countSignals(gadget.signals(params));
    for (let own = 0; own < count; own++) {
      if (own < outputs.length) this.values[outputs[own]!] = this.#scratch[own]!;
      else this.values.push(this.#scratch[own]!);
    }
    return first;
  }
}
