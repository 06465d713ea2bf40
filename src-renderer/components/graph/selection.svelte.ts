import { createContext } from 'svelte';

/** Which item of a graph is chosen; the canvas, the list and the details all show it. */
export class Selection {
  index = $state<number | undefined>(undefined);

  constructor(index: number | undefined) {
    this.index = index;
  }
}

/** For the nodes of a canvas, which a library makes. */
export const [getSelection, setSelection] = createContext<Selection>();
