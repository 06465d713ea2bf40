import type { IntegerGraph, IntegerNode } from '../../../../graph/integer-graph.ts';
import type { PrimeField } from '../prime-field.ts';
import { layoutVariables } from '../statement.ts';
import { describeDivide, describeMatmul, describeProduct, describeRoot, describeSum } from './arithmetic.ts';
import type { Description } from './builder.ts';
import { affineOf, GraphDescriber, slotFactor } from './graph-describer.ts';
import { layoutCoordinates } from './layout.ts';
import { describeLinear } from './linear.ts';
import { describeRescale } from './rescale.ts';
import {
  describeCompare,
  describeConstant,
  describeMax,
  describeOneHot,
  describeSort,
  describeView,
} from './selection.ts';

/**
 * The descriptor of an integer graph, and how its slots are filled.
 * @param limbBits ranges are checked in pieces of this many bits; smaller pieces, smaller tables
 * @throws AppError as `staticIntervals`
 */
export function describeGraph(field: PrimeField, graph: IntegerGraph, limbBits = 8): Description {
  const describer = new GraphDescriber(field, graph, limbBits);
  graph.inputs.forEach(({ name, shape, bits, signed }, vector) => {
    const slot = describer.tensorSlot(name, shape);
    const values = slotFactor(slot, layoutVariables(shape));
    const low = signed ? -(1n << BigInt(bits - 1)) : 0n;
    describer.requireRange(name, shape, affineOf(values, 1n, -low), bits);
    describer.equate(name, shape, [
      { coefficient: 1n, factors: [values] },
      {
        coefficient: -1n,
        factors: [{ kind: 'public', side: 'input', vector, at: layoutCoordinates(shape) }],
      },
    ]);
    describer.define(name, shape, slot);
  });
  graph.nodes.forEach((node, index) => describeNode(describer, node, index));
  const outputs = graph.outputs.map((port, vector) => {
    const axes = describer.axesOf(port.name);
    describer.equate(`output ${port.name}`, axes, [
      { coefficient: 1n, factors: [describer.factorOf(port.name, axes)] },
      {
        coefficient: -1n,
        factors: [{ kind: 'public', side: 'output', vector, at: layoutCoordinates(axes) }],
      },
    ]);
    return { ...port, axes };
  });
  return describer.builder.finish(graph.inputs, outputs);
}

function describeNode(describer: GraphDescriber, node: IntegerNode, index: number): void {
  switch (node.kind) {
    case 'linear':
      return describeLinear(describer, node);
    case 'sum':
      return describeSum(describer, node);
    case 'product':
      return describeProduct(describer, node);
    case 'matmul':
      return describeMatmul(describer, node);
    case 'rescale':
      return describeRescale(describer, node);
    case 'max':
      return describeMax(describer, node);
    case 'divide':
      return describeDivide(describer, node);
    case 'root':
      return describeRoot(describer, node);
    case 'compare':
      return describeCompare(describer, node);
    case 'oneHot':
      return describeOneHot(describer, node);
    case 'sort':
      return describeSort(describer, node, BigInt(index));
    case 'constant':
      return describeConstant(describer, node);
    case 'view':
      return describeView(describer, node);
  }
}
