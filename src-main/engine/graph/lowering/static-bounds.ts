import { inputsOf } from '../integer-graph.ts';
import { linearMap } from '../linear-map.ts';
import type { LoweredLinear, LoweredNode } from '../lowered-graph.ts';
import type { LoweringContext } from './operator-lowering.ts';

/** Every value of a tensor lies in [low, high]; infinite where nothing is known. */
export interface Bounds {
  low: number;
  high: number;
}

const UNKNOWN: Bounds = { low: -Infinity, high: Infinity };

/** Nodes looked at before the answer is "unknown". */
const EFFORT = 64;

/**
 * What the constants of the network alone say about the values of a tensor: that an index is never negative or never
 * behind the end spares a comparison or slots of a one-hot row.
 */
export function staticBounds(context: LoweringContext, tensor: string): Bounds {
  let effort = EFFORT;
  const boundsOf = (name: string): Bounds => {
    const node = context.producer(name);
    if (!node || effort-- <= 0) return UNKNOWN;
    return nodeBounds(node, boundsOf);
  };
  return boundsOf(tensor);
}

function nodeBounds(node: LoweredNode, boundsOf: (name: string) => Bounds): Bounds {
  switch (node.kind) {
    case 'compare':
    case 'oneHot':
      return { low: 0, high: 1 };
    case 'constant':
      return extent(node.values);
    case 'sort':
      return node.result === 'positions' ? { low: 0, high: node.count - 1 } : boundsOf(node.input);
    case 'max':
      return boundsOf(node.input);
    case 'floor': {
      const { low, high } = boundsOf(node.input);
      return { low: Math.floor(low), high: Math.floor(high) };
    }
    case 'root':
      return { low: 0, high: Infinity };
    case 'rescale': {
      const { low, high } = boundsOf(node.input);
      return node.activation === 'relu' ? { low: Math.max(0, low), high: Math.max(0, high) } : { low, high };
    }
    case 'view':
      return union(inputsOf(node).map(boundsOf));
    case 'sum': {
      const terms = node.inputs.map((name, index) => scaled(boundsOf(name), node.coefficients[index]!));
      return terms.reduce(add, extent(node.bias));
    }
    case 'product': {
      const [a, b] = node.inputs.map(boundsOf) as [Bounds, Bounds];
      return union([a.low, a.high].map((factor) => scaled(b, factor)));
    }
    case 'linear':
      return linearBounds(node, boundsOf(node.input));
    default:
      return UNKNOWN;
  }
}

function linearBounds(node: LoweredLinear, input: Bounds): Bounds {
  const map = linearMap(node.form);
  const rows = Array.from({ length: map.outputSize }, (_, output) => {
    let sum = extent([node.bias[Math.floor(output / map.inner) % map.channels]!]);
    map.row(output, (_, weight) => {
      sum = add(sum, scaled(input, node.weights[weight]!));
    });
    return sum;
  });
  return union(rows);
}

function scaled({ low, high }: Bounds, factor: number): Bounds {
  const [first, second] = [times(low, factor), times(high, factor)];
  return factor > 0 ? { low: first, high: second } : { low: second, high: first };
}

/** Zero times an unknown is zero. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function add(a: Bounds, b: Bounds): Bounds {
  return { low: a.low + b.low, high: a.high + b.high };
}

function union(all: readonly Bounds[]): Bounds {
  return { low: extent(all.map(({ low }) => low)).low, high: extent(all.map(({ high }) => high)).high };
}

function extent(values: ArrayLike<number>): Bounds {
  let [low, high] = [Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    low = Math.min(low, values[index]!);
    high = Math.max(high, values[index]!);
  }
  return { low, high };
}
