import type { IntegerNode } from './integer-graph.ts';
import { type LinearForm, product } from './linear-map.ts';

/** How many elements a node's result has, given those of its inputs, in order. */
export function resultSize(node: IntegerNode, sizes: readonly number[]): number {
  switch (node.kind) {
    case 'linear':
      return linearSize(node.form);
    case 'matmul':
      return node.batch * node.rows * node.columns;
    case 'max':
      return node.channels * product(node.window.outputSpatial);
    case 'oneHot':
      return sizes[0]! * node.count;
    case 'sort':
      return node.rows * node.keep;
    case 'constant':
      return node.values.length;
    case 'view':
      return node.map?.length ?? sizes[0]!;
    default:
      return sizes[0]!;
  }
}

function linearSize(form: LinearForm): number {
  switch (form.kind) {
    case 'dense':
      return form.rows * form.outputs;
    case 'sparse':
      return form.rowPointer.length - 1;
    default:
      return form.outputChannels * product(form.outputSpatial);
  }
}
