import { linearInDoubles } from './doubles/linear.ts';
import { matmulInDoubles } from './doubles/matmul.ts';
import { maximumInDoubles } from './doubles/maximum.ts';
import { rewireDoubles } from './doubles/rewire.ts';
import { inputsOf } from './integer-graph.ts';
import type { LoweredGraph, LoweredNode, LoweredSort } from './lowered-graph.ts';
import { rankRow } from './rank-row.ts';

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
  for (const node of graph.nodes) {
    const operands = inputsOf(node).map((name) => tensors.get(name)!);
    tensors.set(node.output, evaluateNode(node, operands));
  }
  return tensors;
}

function evaluateNode(node: LoweredNode, operands: Float64Array[]): Float64Array {
  const [input, second] = operands as [Float64Array, Float64Array];
  switch (node.kind) {
    case 'linear':
      return linearInDoubles(node)(input);
    case 'sum': {
      const result = Float64Array.from(
        operands[0] ?? node.bias,
        (_, index) => node.bias[index % node.bias.length]!,
      );
      operands.forEach((operand, position) => {
        const coefficient = node.coefficients[position]!;
        for (let index = 0; index < result.length; index++) result[index]! += coefficient * operand[index]!;
      });
      return result;
    }
    case 'product':
      return input.map((value, index) => value * second[index]!);
    case 'matmul':
      return matmulInDoubles(node, input, second);
    case 'rescale':
      return node.activation === 'relu' ? input.map((value) => Math.max(0, value)) : input;
    case 'function':
      return input.map((value) => node.evaluate(value));
    case 'max':
      return maximumInDoubles(node)(input);
    case 'divide':
      return input.map((value, index) => value / second[index]!);
    case 'root':
      return input.map((value) => Math.sqrt(Math.max(0, value)));
    case 'compare': {
      const { relation } = node;
      return input.map((value) => Number(relation === 'zero' ? value === 0 : value >= 0));
    }
    case 'floor':
      return input.map(Math.floor);
    case 'oneHot': {
      const result = new Float64Array(input.length * node.count);
      input.forEach((value, index) => {
        result[index * node.count + Math.min(node.count - 1, Math.max(0, value))] = 1;
      });
      return result;
    }
    case 'sort':
      return sort(node, input);
    case 'constant':
      return node.values;
    case 'view':
      return rewireDoubles(operands, node.map);
  }
}

function sort(node: LoweredSort, input: Float64Array): Float64Array {
  const { rows, count, keep, result } = node;
  const sorted = new Float64Array(rows * keep);
  for (let row = 0; row < rows; row++) {
    const values = input.subarray(row * count, (row + 1) * count);
    rankRow(values, node).forEach((position, index) => {
      if (index < keep) sorted[row * keep + index] = result === 'values' ? values[position]! : position;
    });
  }
  return sorted;
}
