import { countSignals, type FieldValue, type Gadget } from '../gadgets/gadget.ts';
import type { CircuitBackend, Combination, Source } from './circuit-backend.ts';
import { normalize } from './constraint-system.ts';

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
      this.#inputs[index] = this.#valueOf(source);
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

  #valueOf(source: Source): FieldValue {
    if (typeof source === 'number') return this.values[source]!;
    return source.value === undefined ? this.#sumOf(source) : source.value();
  }

  /** A combination of integers; with a denominator it is whole. */
  #sumOf({ visit, denominator = 1 }: Combination): FieldValue {
    let small = 0;
    let large = 0n;
    visit((wire, coefficient) => {
      const value = this.values[wire]!;
      if (typeof value === 'number' && typeof coefficient === 'number') {
        const sum = small + value * coefficient;
        if (Number.isSafeInteger(value * coefficient) && Number.isSafeInteger(sum)) {
          small = sum;
          return;
        }
      }
      large += BigInt(value) * BigInt(coefficient);
    });
    if (large === 0n) return small / denominator;
    return normalize((large + BigInt(small)) / BigInt(denominator));
  }
}
