import { product as sizeOf } from '../linear-map.ts';
import { broadcastShape, type Builder, type Value } from './builder.ts';
import { transpose } from './rearrange.ts';

interface Sizes {
  batch: number;
  rows: number;
  inner: number;
  columns: number;
}

/** The product of two stacks of matrices as in numpy: batch dimensions broadcast, vectors count as one row or column. */
export function matrixProduct(builder: Builder, left: Value, right: Value): Value {
  const a = left.shape.length === 1 ? builder.reshape(left, [1, ...left.shape]) : left;
  const b = right.shape.length === 1 ? builder.reshape(right, [...right.shape, 1]) : right;
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  const batchShape = broadcastShape([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const sizes = { batch: sizeOf(batchShape), rows, inner, columns };
  const shape = [
    ...batchShape,
    ...(left.shape.length === 1 ? [] : [rows]),
    ...(right.shape.length === 1 ? [] : [columns]),
  ];
  if (b.constant && sizeOf(b.shape) === inner * columns) {
    const weights = transpose(builder, builder.reshape(b, [inner, columns]), [1, 0]).constant!;
    const form = { kind: 'dense', rows: sizeOf(a.shape) / inner, inputs: inner, outputs: columns } as const;
    return builder.linear(a, form, weights, new Float64Array(columns), shape);
  }
  const wideA = builder.broadcast(a, [...batchShape, rows, inner]);
  const wideB = builder.broadcast(b, [...batchShape, inner, columns]);
  if (a.constant) return leftConstant(builder, wideA.constant!, wideB, sizes, shape);
  if (b.constant) return rightConstant(builder, wideA, wideB, sizes, shape);
  return builder.matmul(wideA, wideB, sizes, shape);
}

/** A X for constant A: a convolution whose channels are the rows of X and whose positions are its columns. */
function leftConstant(
  builder: Builder,
  weights: Float64Array,
  x: Value,
  { batch, rows, inner, columns }: Sizes,
  shape: number[],
): Value {
  return builder.linear(
    x,
    {
      kind: 'convolution',
      inputChannels: batch * inner,
      outputChannels: batch * rows,
      groups: batch,
      inputSpatial: [columns],
      outputSpatial: [columns],
      kernel: [1],
      strides: [1],
      dilations: [1],
      padsBegin: [0],
    },
    weights,
    new Float64Array(batch * rows),
    shape,
  );
}

/** X A with a constant A of its own for each matrix of the batch: the transpose of A' X'. */
function rightConstant(builder: Builder, x: Value, a: Value, sizes: Sizes, shape: number[]): Value {
  const { batch, rows, inner, columns } = sizes;
  const swap = (value: Value, height: number, width: number) =>
    transpose(builder, builder.reshape(value, [batch, height, width]), [0, 2, 1]);
  const swapped = leftConstant(
    builder,
    swap(a, inner, columns).constant!,
    swap(x, rows, inner),
    { batch, rows: columns, inner, columns: rows },
    [batch, columns, rows],
  );
  return builder.reshape(swap(swapped, columns, rows), shape);
}
