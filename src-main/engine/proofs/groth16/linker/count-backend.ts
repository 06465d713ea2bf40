import type { Gadget } from '../gadgets/gadget.ts';
import { DryBackend } from './dry-backend.ts';

/** Walks a circuit only to count its rows. */
export class CountBackend extends DryBackend {
  rowCount = 0;
  /** By the name of the node. */
  readonly layers = new Map<string, number>();
  #layer = '';

  constructor() {
    super(0);
  }

  override beginLayer(name: string): void {
    this.#layer = name;
  }

  protected visit<P extends readonly number[]>(gadget: Gadget<P>, params: P): void {
    const rows = gadget.rowCount(params);
    this.rowCount += rows;
    this.layers.set(this.#layer, (this.layers.get(this.#layer) ?? 0) + rows);
  }
}
