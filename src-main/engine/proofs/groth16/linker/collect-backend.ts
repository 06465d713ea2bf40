import type { Gadget } from '../gadgets/gadget.ts';
import { gadgetKey } from './circuit-backend.ts';
import { DryBackend } from './dry-backend.ts';

/** A gadget that a circuit uses. */
export interface NeededGadget {
  gadget: Gadget;
  params: readonly number[];
}

/** Walks a circuit only to learn which gadgets with which parameters it takes, before any is compiled. */
export class CollectBackend extends DryBackend {
  readonly needed = new Map<string, NeededGadget>();

  protected visit<P extends readonly number[]>(gadget: Gadget<P>, params: P): void {
    const key = gadgetKey(gadget.name, params);
    if (!this.needed.has(key)) this.needed.set(key, { gadget: gadget as unknown as Gadget, params });
  }
}
