import type { IntegerGraph } from '../../../graph/integer-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import { wireTensor } from './circuit-tensor.ts';
import { CountBackend } from './count-backend.ts';
import { createContext, synthesizeNodes } from './synthesize.ts';

/** The rows that the nodes of a graph take, without those of its inputs and of the statement, which reads the outputs. */
export function countRows(graph: IntegerGraph): number {
  return countLayerRows(graph).rowCount;
}

/** The same, and by the name of the node. */
export function countLayerRows(graph: IntegerGraph): {
  rowCount: number;
  layers: ReadonlyMap<string, number>;
} {
  const backend = new CountBackend();
  const context = createContext(graph, backend);
  for (const { name, shape } of graph.inputs) {
    const wires = Int32Array.from({ length: product(shape) }, () => backend.input(() => 0));
    context.tensors.set(name, wireTensor(wires));
  }
  synthesizeNodes(graph, context);
  for (const { name } of graph.outputs) {
    const tensor = context.tensors.get(name)!;
    for (let element = 0; element < tensor.size; element++) tensor.wire(element);
  }
  return backend;
}
