import type { FloatNode } from '../float-graph.ts';
import { product } from '../linear-map.ts';
import { Builder, type Value } from './builder.ts';
import { axisOf, lastOrder, restoreLast } from './index-maps.ts';
import {
  type LoweringContext,
  numberAttribute,
  type OperatorLowering,
  requireConstant,
} from './operator-lowering.ts';
import { isRead } from './parameters.ts';
import { transpose } from './rearrange.ts';
import { inOrderAlong } from './score-order.ts';

/**
 * ArgMax, ArgMin, Hardmax (ties as ONNX wants them) and TopK with a constant number of results, by a sorting network.
 * TopK sorts even where any order is allowed. Positions in the result of a Softmax are those in its scores.
 */
export const sorting: OperatorLowering = {
  operators: ['ArgMax', 'ArgMin', 'TopK', 'Hardmax'],
  lower(node, context) {
    const builder = new Builder(node, context);
    if (node.operator === 'TopK') topK(node, builder, context);
    else if (node.operator === 'Hardmax') hardmax(node, builder, context);
    else argExtreme(node, builder, context);
  },
};

function argExtreme(node: FloatNode, builder: Builder, context: LoweringContext): void {
  const rank = builder.input(0).shape.length;
  const axis = axisOf(numberAttribute(node, 'axis', 0), rank);
  const value = inOrderAlong(context, builder.input(0), axis);
  const sorted = builder.sort(transpose(builder, value, lastOrder(rank, axis)), {
    keep: 1,
    largest: node.operator === 'ArgMax',
    lastFirst: numberAttribute(node, 'select_last_index', 0) !== 0,
    result: 'positions',
  });
  builder.finish(builder.reshape(sorted, context.shape(node.outputs[0]!)));
}

function topK(node: FloatNode, builder: Builder, context: LoweringContext): void {
  const value = builder.input(0);
  const rank = value.shape.length;
  const axis = axisOf(numberAttribute(node, 'axis', -1), rank);
  const keep =
    (node.inputs[1] ?? '') === ''
      ? numberAttribute(node, 'k', 1)
      : requireConstant(node, 1, 'k', context).values[0]!;
  const options = { keep, largest: numberAttribute(node, 'largest', 1) !== 0, lastFirst: false };
  // Values and positions come from one sorting network.
  const sorted = isRead(node, context, 0) ? value : inOrderAlong(context, value, axis);
  const rows = transpose(builder, sorted, lastOrder(rank, axis));
  (['values', 'positions'] as const).forEach((result, index) => {
    if (!isRead(node, context, index)) return;
    const found = builder.sort(rows, { ...options, result });
    builder.finish(transpose(builder, found, restoreLast(rank, axis)), index);
  });
}

/** Before operator set 13 the dimensions from the axis on are one row; since then the axis alone is. */
function hardmax(node: FloatNode, builder: Builder, context: LoweringContext): void {
  const value = builder.input(0);
  const rank = value.shape.length;
  const isFlattening = context.opset < 13;
  const axis = axisOf(numberAttribute(node, 'axis', isFlattening ? 1 : -1), rank);
  const rows: Value = isFlattening
    ? builder.reshape(value, [product(value.shape.slice(0, axis)), product(value.shape.slice(axis))])
    : transpose(builder, inOrderAlong(context, value, axis), lastOrder(rank, axis));
  const count = rows.shape.at(-1)!;
  const positions = builder.sort(rows, { keep: 1, largest: true, lastFirst: false, result: 'positions' });
  const chosen = builder.oneHot(builder.reshape(positions, rows.shape.slice(0, -1)), count);
  builder.finish(
    isFlattening ? builder.reshape(chosen, value.shape) : transpose(builder, chosen, restoreLast(rank, axis)),
  );
}
