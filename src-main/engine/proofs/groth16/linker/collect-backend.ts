import { countSignals, type FieldValue, type Gadget } from '../gadgets/gadget.ts';
import { type CircuitBackend, gadgetKey } from './circuit-backend.ts';

/** A gadget that a circuit uses. */
export interface NeededGadget {
  gadget: Gadget;
  params: readonly number[];
}

/** Walks a circuit only to learn which gadgets with which parameters it takes, before any is compiled. */
export class CollectBackend implements CircuitBackend {
  readonly needed = new Map<string, NeededGadget>();
  #wires: number;

  constructor(publicCount: number) {
    this.#wires = 1 + publicCount;
  }

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
    const key = gadgetKey(gadget.name, params);
    if (!this.needed.has(key)) this.needed.set(key, { gadget: gadget as unknown as Gadget, params });
    const first = this.#wires;
    this.#wires += countSignals(gadget.signals(params)) - outputs.length;
    return first;
  }
}
