import type { IntegerLinear, IntegerMax, IntegerNode } from '../../../graph/integer-graph.ts';
import { linearMap, product, windowTaps } from '../../../graph/linear-map.ts';
import { bitLength } from './bit-length.ts';
import type { GraphReaders } from './graph-readers.ts';

/**
 * A sum that a pool or a linear map reads is written out once for each comparison or sum that it takes part in. Up to
 * so many terms that is better than a wire, whose row every proof pays for; the terms are paid for once, when keys are
 * made.
 */
const REPEATED_TERMS = 1024;

/** The same where several nodes read it. */
const SHARED_TERMS = 64;

/** How often a sorting network writes an element out before it gives it a wire. */
const SORT_COPIES = 8;

/** Decides which combinations get wires of their own. */
export class WirePolicy {
  readonly #readers: GraphReaders;
  readonly #copies = new Map<string, number>();

  constructor(readers: GraphReaders) {
    this.#readers = readers;
  }

  /**
   * Whether the elements of a tensor are written out so often that each gets a wire of its own. A combination that
   * stands in one row only never needs one.
   * @param terms how many terms an element has
   */
  needsWires(tensor: string, terms: number): boolean {
    const copies = this.#copiesOf(tensor);
    return copies > 1 && terms * copies > this.#allowedTerms(tensor);
  }

  #allowedTerms(tensor: string): number {
    return this.#readers.of(tensor).length === 1 ? REPEATED_TERMS : SHARED_TERMS;
  }

  /** In how many rows an element would be written out, on average. */
  #copiesOf(tensor: string): number {
    let copies = this.#copies.get(tensor);
    if (copies === undefined) {
      copies = 0;
      for (const { node, times } of this.#readers.of(tensor)) copies += times * this.#copiesBy(node);
      this.#copies.set(tensor, copies);
    }
    return copies;
  }

  #copiesBy(node: IntegerNode | undefined): number {
    switch (node?.kind) {
      case 'linear': {
        const { outputSize, inputSize } = linearMap(node.form);
        const terms = termsPerOutput(node);
        return ((terms * outputSize) / inputSize) * this.#rowsOfSum(node.output, terms);
      }
      case 'sum':
        return this.#rowsOfSum(node.output, node.inputs.length);
      case 'max':
        return comparisonsPerElement(node);
      case 'sort':
        return SORT_COPIES;
      default:
        // The row of a rescale or the like; products and outputs read a wire, which takes one row.
        return 1;
    }
  }

  /** In how many rows a sum that reads the tensor stands: in one where it gets a wire. */
  #rowsOfSum(output: string, terms: number): number {
    return this.needsWires(output, terms) ? 1 : Math.max(1, this.#copiesOf(output));
  }
}

function comparisonsPerElement({ window }: IntegerMax): number {
  const candidates = windowTaps(window).reduce((sum, { offsets }) => sum + offsets.length, 0);
  const windowsPerElement = candidates / product(window.inputSpatial);
  const rounds = bitLength(BigInt(product(window.kernel) - 1));
  return windowsPerElement * (rounds + 1);
}

/** How many inputs an output of a linear map has, on average. */
export function termsPerOutput({ form, weights }: IntegerLinear): number {
  switch (form.kind) {
    case 'dense':
      return form.inputs;
    case 'convolution':
    case 'transposedConvolution':
      return weights.length / form.outputChannels;
    case 'sparse':
      return Math.ceil(form.column.length / (form.rowPointer.length - 1));
  }
}
