import { countSignals, type FieldValue, type Gadget } from '../gadgets/gadget.ts';
import type { CircuitBackend } from './circuit-backend.ts';

/** Walks a circuit without making anything: wires get their numbers, and `visit` sees each gadget. */
export abstract class DryBackend implements CircuitBackend {
  #wires: number;

  constructor(publicCount: number) {
    this.#wires = 1 + publicCount;
  }

  protected abstract visit<P extends readonly number[]>(gadget: Gadget<P>, params: P): void;

  beginLayer(_name: string): void {
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
    this.visit(gadget, params);
    const first = this.#wires;
    this.#wires += countSignals(gadget.signals(params)) - outputs.length;
    return first;
  }
}
