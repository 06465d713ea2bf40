import type { LoweredGraph, LoweredNode } from '../graph/lowered-graph.ts';

/** The network with every float times a factor near 1: what another machine may have rounded otherwise. */
export function moveFloats(graph: LoweredGraph, factor: number): LoweredGraph {
  return { ...graph, nodes: graph.nodes.map((node) => moveNode(node, factor)) };
}

function moveNode(node: LoweredNode, factor: number): LoweredNode {
  const move = (values: Float64Array) => values.map((value) => value * factor);
  switch (node.kind) {
    case 'linear':
      return { ...node, weights: move(node.weights), bias: move(node.bias) };
    case 'sum':
      return { ...node, bias: move(node.bias) };
    case 'constant':
      return { ...node, values: move(node.values) };
    case 'function':
      return { ...node, evaluate: (x) => node.evaluate(x) * factor };
    default:
      return node;
  }
}
