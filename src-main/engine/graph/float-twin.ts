import { inputsOf } from './integer-graph.ts';
import { linearMap, product, windowTaps } from './linear-map.ts';
import type {
  LoweredGraph,
  LoweredLinear,
  LoweredMatmul,
  LoweredMax,
  LoweredNode,
  LoweredSort,
} from './lowered-graph.ts';
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
      return linear(node, input);
    case 'sum': {
      const result = Float64Array.from(operands[0] ?? node.bias, (_, index) => node.bias[index % node.bias.length]!);
      operands.forEach((operand, position) => {
        const coefficient = node.coefficients[position]!;
        for (let index = 0; index < result.length; index++) result[index]! += coefficient * operand[index]!;
      });
      return result;
    }
    case 'product':
      return input.map((value, index) => value * second[index]!);
    case 'matmul':
      return matmul(node, input, second);
    case 'rescale':
      return node.activation === 'relu' ? input.map((value) => Math.max(0, value)) : input;
    case 'function':
      return input.map((value) => node.evaluate(value));
    case 'max':
      return max(node, input);
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
      return view(operands, node.map);
  }
}

function linear(node: LoweredLinear, input: Float64Array): Float64Array {
  const map = linearMap(node.form);
  return Float64Array.from({ length: map.outputSize }, (_, output) => {
    let sum = node.bias[Math.floor(output / map.inner) % map.channels]!;
    map.row(output, (source, weight) => {
      sum += input[source]! * node.weights[weight]!;
    });
    return sum;
  });
}

function matmul({ batch, rows, inner, columns }: LoweredMatmul, a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: batch * rows * columns }, (_, index) => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    const base = Math.floor(row / rows) * inner;
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[row * inner + k]! * b[(base + k) * columns + column]!;
    return sum;
  });
}

function max(node: LoweredMax, input: Float64Array): Float64Array {
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

function view(operands: readonly Float64Array[], map: Int32Array | undefined): Float64Array {
  if (map === undefined) return operands[0]!;
  const joined = new Float64Array(operands.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const operand of operands) {
    joined.set(operand, offset);
    offset += operand.length;
  }
  return Float64Array.from(map, (source) => joined[source]!);
}
