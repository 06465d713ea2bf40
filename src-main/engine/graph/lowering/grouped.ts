import { product as sizeOf } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';
import { transpose } from './rearrange.ts';

/** The elements of these axes side by side: shape [...other dimensions, count]. */
export function groupLast(builder: Builder, value: Value, axes: readonly number[]): Value {
  const kept = value.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const moved = transpose(builder, value, [...kept, ...axes]);
  const shape = kept.map((axis) => value.shape[axis]!);
  return builder.reshape(moved, [...shape, sizeOf(axes.map((axis) => value.shape[axis]!))]);
}

/** The sum of products of neighbours; both values have shape [..., count]. All products share one accumulator. */
export function dotOfLast(builder: Builder, a: Value, b: Value): Value {
  const inner = a.shape.at(-1)!;
  const shape = a.shape.slice(0, -1);
  return builder.matmul(a, b, { batch: sizeOf(shape), rows: 1, inner, columns: 1 }, shape);
}

/** One number a group, ready to meet every element of the group. */
export function perGroup(builder: Builder, value: Value): Value {
  return builder.reshape(value, [...value.shape, 1]);
}

/** Largest number of weights of a map from groups to themselves; larger ones would make setup slow. */
const LARGEST_MAP = 2 ** 18;

export function meanOfLast(builder: Builder, value: Value): Value {
  return builder.sumOfLast(value, 1 / value.shape.at(-1)!);
}

/** Every element less the mean of its group; the value has shape [..., count]. */
export function centre(builder: Builder, value: Value): Value {
  const count = value.shape.at(-1)!;
  const rows = sizeOf(value.shape) / count;
  if (rows * count ** 2 > LARGEST_MAP) {
    return builder.subtract(value, perGroup(builder, meanOfLast(builder, value)));
  }
  // One linear map: no rounded mean in between.
  const weights = Float64Array.from(
    { length: count * count },
    (_, index) => Number(index % (count + 1) === 0) - 1 / count,
  );
  const form = { kind: 'dense', rows, inputs: count, outputs: count } as const;
  return builder.linear(value, form, weights, new Float64Array(count), value.shape);
}
