import { product } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';
import { mapOf, stridesOf, transposeMap, withAxis } from './index-maps.ts';

/** Result axis i is axis order[i]. */
export function transpose(builder: Builder, value: Value, order: readonly number[]): Value {
  if (order.every((axis, position) => axis === position)) return value;
  return builder.view(
    [value],
    transposeMap(value.shape, order),
    order.map((axis) => value.shape[axis]!),
  );
}

/** The values one behind the other along an axis; all other dimensions are equal. */
export function concatenate(builder: Builder, values: readonly Value[], axis: number): Value {
  if (values.length === 1) return values[0]!;
  const [first] = values;
  const outer = product(first!.shape.slice(0, axis));
  const chunks = values.map(({ shape }) => product(shape.slice(axis)));
  const starts: number[] = [];
  let total = 0;
  for (const chunk of chunks) {
    starts.push(total);
    total += chunk * outer;
  }
  const map = new Int32Array(total);
  let position = 0;
  for (let row = 0; row < outer; row++) {
    chunks.forEach((chunk, index) => {
      const source = starts[index]! + row * chunk;
      for (let offset = 0; offset < chunk; offset++) map[position++] = source + offset;
    });
  }
  const size = values.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  return builder.view(values, map, withAxis(first!.shape, axis, size));
}

/** `size` elements of an axis: start, start + step, ... */
export function slice(
  builder: Builder,
  value: Value,
  axis: number,
  { start, size, step = 1 }: { start: number; size: number; step?: number },
): Value {
  const starts = value.shape.map((_, position) => (position === axis ? start : 0));
  const steps = value.shape.map((_, position) => (position === axis ? step : 1));
  return sliceAll(builder, value, starts, steps, withAxis(value.shape, axis, size));
}

/** Of every axis the elements start, start + step, ... */
export function sliceAll(
  builder: Builder,
  value: Value,
  starts: readonly number[],
  steps: readonly number[],
  shape: number[],
): Value {
  const strides = stridesOf(value.shape);
  const map = mapOf(shape, (coordinates) =>
    coordinates.reduce(
      (index, coordinate, axis) => index + (starts[axis]! + coordinate * steps[axis]!) * strides[axis]!,
      0,
    ),
  );
  return builder.view([value], map, shape);
}
