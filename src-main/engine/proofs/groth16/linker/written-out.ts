import type { IntegerLinear, IntegerMax, IntegerNode, IntegerSum } from '../../../graph/integer-graph.ts';
import { linearMap, product, windowTaps } from '../../../graph/linear-map.ts';
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

/**
 * Whether the elements of a tensor are written out so often that each gets a wire of its own. A combination that stands
 * in one row only never needs one.
 * @param terms how many terms an element has
 */
export function needsWires(tensor: string, terms: number, readers: GraphReaders): boolean {
  const copies = copiesOf(tensor, readers);
  return copies > 1 && terms * copies > allowedTerms(tensor, readers);
}

function allowedTerms(tensor: string, readers: GraphReaders): number {
  return readers.of(tensor).length === 1 ? REPEATED_TERMS : SHARED_TERMS;
}

/** In how many rows an element would be written out, on average. */
function copiesOf(tensor: string, readers: GraphReaders): number {
  let copies = 0;
  for (const { node, times } of readers.of(tensor)) copies += times * copiesBy(node, readers);
  return copies;
}

function copiesBy(node: IntegerNode | undefined, readers: GraphReaders): number {
  switch (node?.kind) {
    case 'linear': {
      const { outputSize, inputSize } = linearMap(node.form);
      return (
        ((termsPerOutput(node) * outputSize) / inputSize) * rowsOfSum(node, termsPerOutput(node), readers)
      );
    }
    case 'sum':
      return rowsOfSum(node, node.inputs.length, readers);
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
function rowsOfSum({ output }: IntegerLinear | IntegerSum, terms: number, readers: GraphReaders): number {
  const copies = copiesOf(output, readers);
  return terms * copies > allowedTerms(output, readers) ? 1 : Math.max(1, copies);
}

function comparisonsPerElement({ window }: IntegerMax): number {
  const candidates = windowTaps(window).reduce((sum, { offsets }) => sum + offsets.length, 0);
  const windowsPerElement = candidates / product(window.inputSpatial);
  const rounds = Math.ceil(Math.log2(product(window.kernel)));
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
