import { countSignals, type FieldValue, type Gadget } from '../gadgets/gadget.ts';
import type { CircuitBackend } from './circuit-backend.ts';

/** Walks a circuit only to count its rows. */
export class CountBackend implements CircuitBackend {
  rowCount = 0;
  #wires = 1;

  beginLayer(): void {
    // Layers matter only to the report.
  }

  input(_value: () => FieldValue): number {
    return this.#wires++;
  }

  instantiate<P extends readonly number[]>(
    gadget: Gadget<P>,
    params: P,
    _inputs: readonly unknown[],
    outputs: readonly number[] = [],
  ): number {
    this.rowCount += gadget.rowCount(params);
    const first = this.#wires;
    this.#wires += countSignals(gadget.signals(params)) - outputs.length;
    return first;
  }
}
