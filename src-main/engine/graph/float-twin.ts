import { linearMap, product, windowTaps } from './linear-map.ts';
import type { LoweredGraph, LoweredNode } from './lowered-graph.ts';

/**
 * The lowered graph over the reals, in doubles: what the integers approximate. It agrees with onnxruntime (floats)
 * to 1e-4 relative.
 * @param inputs values of each graph input, row-major
 * @returns every tensor by name
 */
export function evaluateFloatTwin(
  graph: LoweredGraph,
  inputs: ReadonlyMap<string, Float64Array>,
): Map<string, Float64Array> {
  const tensors = new Map(inputs);
  for (const node of graph.nodes) tensors.set(node.output, evaluateNode(node, tensors.get(node.input)!));
  return tensors;
}

function evaluateNode(node: LoweredNode, input: Float64Array): Float64Array {
  switch (node.kind) {
    case 'linear': {
      const map = linearMap(node.form);
      return Float64Array.from({ length: map.outputSize }, (_, output) => {
        let sum = node.bias[Math.floor(output / map.inner) % map.channels]!;
        map.row(output, (source, weight) => {
          sum += input[source]! * node.weights[weight]!;
        });
        return sum;
      });
    }
    case 'rescale':
      return node.activation === 'relu' ? input.map((value) => Math.max(0, value)) : input;
    case 'view':
      return input;
    case 'max': {
      const windows = windowTaps(node.window);
      const area = product(node.window.inputSpatial);
      return Float64Array.from({ length: node.channels * windows.length }, (_, output) => {
        const base = Math.floor(output / windows.length) * area;
        let maximum = -Infinity;
        for (const offset of windows[output % windows.length]!.offsets) {
          maximum = Math.max(maximum, input[base + offset]!);
        }
        return maximum;
      });
    }
  }
}
