import { product as sizeOf } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';
import { perGroup } from './grouped.ts';
import { axisOf, lastOrder, restoreLast } from './index-maps.ts';
import { numberAttribute } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';
import { transpose } from './rearrange.ts';
import { shiftedExponentials } from './reductions.ts';
import { logarithm } from './special-functions.ts';

/** Softmax and LogSoftmax along an axis; before operator set 13 over everything from the axis on. One division a row. */
export const softmax = operatorRules({
  Softmax: (lowering) => alongAxis(lowering, softmaxOfLast),
  LogSoftmax: (lowering) =>
    alongAxis(lowering, (builder, value) => {
      const { shifted, exponentials } = shiftedExponentials(builder, value);
      const logarithms = builder.apply(builder.sumOfLast(exponentials), logarithm);
      return builder.subtract(shifted, perGroup(builder, logarithms));
    }),
});

/** Softmax over the last dimension. */
export function softmaxOfLast(builder: Builder, value: Value): Value {
  const { exponentials } = shiftedExponentials(builder, value);
  const inverse = builder.divide(builder.scalar(1), builder.sumOfLast(exponentials));
  return builder.product(exponentials, perGroup(builder, inverse));
}

function alongAxis(
  { builder, context, node }: Lowering,
  ofLast: (builder: Builder, value: Value) => Value,
): Value {
  const value = builder.input(0);
  const { shape } = value;
  const rank = shape.length;
  if (context.opset < 13) {
    const axis = axisOf(numberAttribute(node, 'axis', 1), rank);
    const rows = sizeOf(shape.slice(0, axis));
    const flat = builder.reshape(value, [rows, sizeOf(shape) / rows]);
    return builder.reshape(ofLast(builder, flat), shape);
  }
  const axis = axisOf(numberAttribute(node, 'axis', -1), rank);
  const moved = transpose(builder, value, lastOrder(rank, axis));
  return transpose(builder, ofLast(builder, moved), restoreLast(rank, axis));
}
