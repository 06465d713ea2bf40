import type { Gadget } from '../gadgets/gadget.ts';
import { DryBackend } from './dry-backend.ts';

/** Walks a circuit only to count its rows. */
export class CountBackend extends DryBackend {
  rowCount = 0;

  constructor() {
    super(0);
  }

  protected visit<P extends readonly number[]>(gadget: Gadget<P>, params: P): void {
    this.rowCount += gadget.rowCount(params);
  }
}
