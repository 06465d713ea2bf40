import { product as sizeOf } from '../linear-map.ts';
import { mapOf } from './index-maps.ts';
import { broadcastShape, type Builder, type Value } from './builder.ts';

/** Piecewise linear functions, exact through relu. */

export function absolute(builder: Builder, x: Value): Value {
  return builder.sum([2, builder.relu(x)], [-1, x]);
}

/** The larger of the two, element by element. */
export function larger(builder: Builder, a: Value, b: Value): Value {
  if (a.constant && !b.constant) return larger(builder, b, a);
  const difference = isAll(b, 0) ? broadcastTo(builder, a, b) : builder.subtract(a, b);
  return isAll(b, 0) ? builder.relu(difference) : builder.add(builder.relu(difference), b);
}

export function smaller(builder: Builder, a: Value, b: Value): Value {
  if (a.constant && !b.constant) return smaller(builder, b, a);
  return builder.subtract(b, builder.relu(builder.subtract(b, a)));
}

/** -1, 0 or 1. */
export function sign(builder: Builder, x: Value): Value {
  return builder.subtract(
    builder.nonNegative(x),
    builder.nonNegative(builder.product(x, builder.scalar(-1))),
  );
}

/** 1 where x >= 0, else -1. */
export function signWithoutZero(builder: Builder, x: Value): Value {
  return builder.sum([2, builder.nonNegative(x)], [-1, builder.scalar(1)]);
}

/** Towards zero. */
export function truncate(builder: Builder, x: Value): Value {
  const positive = builder.relu(x);
  return builder.subtract(builder.floor(positive), builder.floor(builder.subtract(positive, x)));
}

/** Element i of the value that `choice` names for it; all have one shape. */
export function pick(builder: Builder, values: readonly Value[], choice: ArrayLike<number>): Value {
  const { shape } = values[0]!;
  const size = sizeOf(shape);
  let index = 0;
  return builder.view(
    values,
    mapOf(shape, () => choice[index]! * size + index++),
    shape,
  );
}

export function isAll({ constant }: Value, wanted: number): boolean {
  return constant !== undefined && constant.every((entry) => entry === wanted);
}

function broadcastTo(builder: Builder, a: Value, b: Value): Value {
  return builder.broadcast(a, broadcastShape([a.shape, b.shape]));
}
