import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { port } from '../../circuits/support/integer-nodes.ts';
import { type UniversalCase, universalCase } from './universal-case.ts';

/** The output of a graph, y. */
export const y = (bits = 24) => [port('y', [0], bits, true)];

export function run(graph: IntegerGraph, inputs: Record<string, number[]>): UniversalCase {
  return universalCase(
    graph,
    new Map(Object.entries(inputs).map(([name, values]) => [name, Float64Array.from(values)])),
  );
}
