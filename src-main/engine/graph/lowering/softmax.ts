import { product as sizeOf } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';
import { perGroup } from './grouped.ts';
import { axisOf, lastOrder, restoreLast } from './index-maps.ts';
import { maskedSoftmaxOfLast } from './masked-softmax.ts';
import { numberAttribute } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';
import { transpose } from './rearrange.ts';
import { shiftedExponentials } from './reductions.ts';
import { logarithm } from './special-functions.ts';

/** Softmax and LogSoftmax along an axis; before operator set 13 over everything from the axis on. One division a row. */
export const softmax = operatorRules({
  Softmax: (lowering) => {
    const { builder, context } = lowering;
    const x = builder.input(0);
    const masked = x.constant ? undefined : context.maskedScores.get(x.name);
    if (!masked) {
      rememberOrder(lowering, x);
      return alongAxis(lowering, [x], ([value]) => softmaxOfLast(builder, value!));
    }
    const [scores, kept] = [masked.scores, masked.kept].map((value) => builder.broadcast(value, x.shape));
    return alongAxis(
      lowering,
      [scores!, kept!, x],
      ([value, counts, plain]) =>
        maskedSoftmaxOfLast(builder, { ...masked, scores: value!, kept: counts! }) ??
        softmaxOfLast(builder, plain!),
    );
  },
  LogSoftmax: (lowering) => {
    const { builder } = lowering;
    const x = builder.input(0);
    rememberOrder(lowering, x);
    return alongAxis(lowering, [x], ([value]) => {
      const { shifted, exponentials } = shiftedExponentials(builder, value!);
      const logarithms = builder.apply(builder.sumOfLast(exponentials), logarithm);
      return builder.subtract(shifted, perGroup(builder, logarithms));
    });
  },
});

function rememberOrder({ context, node }: Lowering, scores: Value): void {
  const rank = scores.shape.length;
  const first = axisOf(numberAttribute(node, 'axis', context.opset < 13 ? 1 : -1), rank);
  const axes = [...scores.shape.keys()].filter((axis) =>
    context.opset < 13 ? axis >= first : axis === first,
  );
  context.scoreOrders.set(node.outputs[0]!, { scores, axes });
}

/** Softmax over the last dimension. */
export function softmaxOfLast(builder: Builder, value: Value): Value {
  const { exponentials } = shiftedExponentials(builder, value);
  const inverse = builder.divide(builder.scalar(1), builder.sumOfLast(exponentials));
  return builder.product(exponentials, perGroup(builder, inverse));
}

function alongAxis(
  { builder, context, node }: Lowering,
  values: readonly Value[],
  ofLast: (values: Value[]) => Value,
): Value {
  const { shape } = values[0]!;
  const rank = shape.length;
  if (context.opset < 13) {
    const axis = axisOf(numberAttribute(node, 'axis', 1), rank);
    const rows = sizeOf(shape.slice(0, axis));
    const flat = values.map((value) => builder.reshape(value, [rows, sizeOf(shape) / rows]));
    return builder.reshape(ofLast(flat), shape);
  }
  const axis = axisOf(numberAttribute(node, 'axis', -1), rank);
  const moved = values.map((value) => transpose(builder, value, lastOrder(rank, axis)));
  return transpose(builder, ofLast(moved), restoreLast(rank, axis));
}
