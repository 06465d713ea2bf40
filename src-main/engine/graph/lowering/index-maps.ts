import { product } from '../linear-map.ts';

/** Row-major distance of neighbours along each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** For every element of `shape`, in order, what `source` says of its coordinates. */
export function mapOf(
  shape: readonly number[],
  source: (coordinates: readonly number[]) => number,
): Int32Array {
  const coordinates = new Array<number>(shape.length).fill(0);
  return Int32Array.from({ length: product(shape) }, () => {
    const result = source(coordinates);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      coordinates[axis]! += 1;
      if (coordinates[axis]! < shape[axis]!) break;
      coordinates[axis] = 0;
    }
    return result;
  });
}

/** Repeats a tensor to a shape it broadcasts to (ONNX multidirectional broadcasting). */
export function broadcastMap(from: readonly number[], to: readonly number[]): Int32Array {
  const offset = to.length - from.length;
  const strides = stridesOf(from);
  return mapOf(to, (coordinates) => {
    let index = 0;
    for (let axis = 0; axis < from.length; axis++) {
      if (from[axis] !== 1) index += coordinates[axis + offset]! * strides[axis]!;
    }
    return index;
  });
}

/** Result axis i is axis order[i] of the tensor (ONNX Transpose). */
export function transposeMap(shape: readonly number[], order: readonly number[]): Int32Array {
  const strides = stridesOf(shape);
  return mapOf(
    order.map((axis) => shape[axis]!),
    (coordinates) =>
      coordinates.reduce((index, coordinate, axis) => index + coordinate * strides[order[axis]!]!, 0),
  );
}

/** A dimension given from the front or, negative, from the back. */
export function axisOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** The shape with one dimension replaced. */
export function withAxis(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((extent, position) => (position === axis ? size : extent));
}

/** The order of axes that puts `axis` last and keeps the others; `restoreLast` undoes it. */
export function lastOrder(rank: number, axis: number): number[] {
  return [
    ...Array.from({ length: rank }, (_, position) => position).filter((position) => position !== axis),
    axis,
  ];
}

/** The order of axes that takes the last one back to `axis`. */
export function restoreLast(rank: number, axis: number): number[] {
  return Array.from({ length: rank }, (_, position) =>
    position === axis ? rank - 1 : position < axis ? position : position - 1,
  );
}
