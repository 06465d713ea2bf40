import { AppError } from '../../api/errors.ts';
import {
  type IntegerGraph,
  type IntegerNode,
  type IntegerPort,
  inputsOf,
  integerRange,
} from './integer-graph.ts';
import {
  divideIntervals,
  matmulIntervals,
  productIntervals,
  rootIntervals,
  sumIntervals,
} from './intervals/arithmetic.ts';
import { alike, compress, intervalAt, type Intervals, shiftRight } from './intervals/layout.ts';
import { linearIntervals } from './intervals/linear.ts';
import { rescaleIntervals } from './intervals/rescale.ts';
import {
  compareIntervals,
  constantIntervals,
  maxIntervals,
  oneHotIntervals,
  sortIntervals,
  viewIntervals,
} from './intervals/selection.ts';
import { product } from './linear-map.ts';
import { resultSize } from './tensor-size.ts';

export { intervalAt, type Intervals, shiftRight };

/** No value of the graph may come near the field's order (design: 2^250). */
const LARGEST = 1n << 250n;

/**
 * Exact static intervals of every tensor over the input intervals that the constraints enforce (never those observed
 * in calibration), as if a node's inputs did not depend on each other.
 * @throws AppError `model-too-large` where a value could leave 2^250, `circuit-invalid` where a divisor, a root or a
 *   position could leave what its node is defined for
 */
export function staticIntervals(graph: IntegerGraph): Map<string, Intervals> {
  const tracker = new IntervalTracker();
  for (const port of graph.inputs) tracker.addPort(port);
  for (const node of graph.nodes) tracker.add(node);
  return tracker.tensors;
}

/** The intervals of a graph that grows node by node. */
export class IntervalTracker {
  readonly tensors = new Map<string, Intervals>();
  readonly sizes = new Map<string, number>();

  addPort({ name, bits, signed, shape }: Pick<IntegerPort, 'name' | 'bits' | 'signed' | 'shape'>): void {
    const { low, high } = integerRange(bits, signed);
    this.tensors.set(name, alike(low, high));
    this.sizes.set(name, product(shape));
  }

  /** @throws AppError as `staticIntervals` */
  add(node: IntegerNode): void {
    const names = inputsOf(node);
    const inputs = names.map((name) => this.tensors.get(name)!);
    const inputSizes = names.map((name) => this.sizes.get(name)!);
    const output = compress(propagate(node, inputs, inputSizes));
    if (output.low.some((low) => low < -LARGEST) || output.high.some((high) => high > LARGEST)) {
      throw new AppError(
        'model-too-large',
        `The values of "${node.name}" can exceed 2^250, the room that a proof has.`,
        'Use fewer weight or activation bits.',
      );
    }
    this.tensors.set(node.output, output);
    this.sizes.set(node.output, resultSize(node, inputSizes));
  }
}

function propagate(node: IntegerNode, inputs: readonly Intervals[], sizes: readonly number[]): Intervals {
  const input = inputs[0]!;
  switch (node.kind) {
    case 'linear':
      return linearIntervals(node, input, sizes[0]!);
    case 'sum':
      return sumIntervals(node, inputs);
    case 'product':
      return productIntervals(node, inputs);
    case 'matmul':
      return matmulIntervals(node, inputs);
    case 'rescale':
      return rescaleIntervals(node, input);
    case 'max':
      return maxIntervals(node, input);
    case 'divide':
      return divideIntervals(node, inputs);
    case 'root':
      return rootIntervals(node, input);
    case 'compare':
      return compareIntervals(node, input);
    case 'oneHot':
      return oneHotIntervals(node, input);
    case 'sort':
      return sortIntervals(node, input);
    case 'constant':
      return constantIntervals(node);
    case 'view':
      return viewIntervals(node, inputs, sizes);
  }
}
