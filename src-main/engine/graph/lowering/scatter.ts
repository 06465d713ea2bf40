import type { FloatNode } from '../float-graph.ts';
import { product } from '../linear-map.ts';
import { Builder, type Value } from './builder.ts';
import { flatIndices } from './flat-indices.ts';
import { axisOf, lastOrder, mapOf, restoreLast, stridesOf } from './index-maps.ts';
import { indexOneHot } from './index-one-hot.ts';
import { matrixProduct } from './matrix-product.ts';
import {
  type LoweringContext,
  numberAttribute,
  type OperatorLowering,
  stringAttribute,
} from './operator-lowering.ts';
import { slice, sliceAll, transpose } from './rearrange.ts';

type Reduction = 'none' | 'add' | 'mul' | 'max' | 'min';

/** data [batch, count, width], positions [batch, updates], updates [batch, updates, width]. */
interface Scattering {
  data: Value;
  positions: Value;
  updates: Value;
  reduction: Reduction;
}

/**
 * ScatterElements (and Scatter, its older name) and ScatterND, with every reduction. Constant indices are views and one
 * operation a collision; a computed index is a one-hot row, which costs a product an element that it may reach. Of
 * updates to the same element the last wins, as in onnxruntime.
 */
export const scatter: OperatorLowering = {
  operators: ['Scatter', 'ScatterElements', 'ScatterND'],
  lower(node, context) {
    const builder = new Builder(node, context);
    builder.finish(
      node.operator === 'ScatterND'
        ? scatterSlices(node, builder, context)
        : scatterElements(node, builder, context),
    );
  },
};

/** Other names are refused by onnxruntime. */
function reductionOf(node: FloatNode): Reduction {
  return stringAttribute(node, 'reduction', 'none') as Reduction;
}

function scatterSlices(node: FloatNode, builder: Builder, context: LoweringContext): Value {
  const data = builder.input(0);
  const indices = builder.input(1);
  const length = indices.shape.at(-1)!;
  const searched = data.shape.slice(0, length);
  const width = product(data.shape.slice(length));
  const flat = flatIndices(builder, context, indices, searched);
  const count = product(flat.shape);
  const result = scattered(builder, context, {
    data: builder.reshape(data, [1, product(searched), width]),
    positions: builder.reshape(flat, [1, count]),
    updates: builder.reshape(builder.input(2), [1, count, width]),
    reduction: reductionOf(node),
  });
  return builder.reshape(result, data.shape);
}

function scatterElements(node: FloatNode, builder: Builder, context: LoweringContext): Value {
  const data = builder.input(0);
  const indices = builder.input(1);
  const rank = data.shape.length;
  const axis = axisOf(numberAttribute(node, 'axis', 0), rank);
  const order = lastOrder(rank, axis);
  const count = data.shape[axis]!;
  const moved = transpose(builder, data, order);
  const reachedShape = order.map((position) => (position === axis ? count : indices.shape[position]!));
  const columns = product(reachedShape.slice(0, -1));
  const zeros = reachedShape.map(() => 0);
  const ones = reachedShape.map(() => 1);
  const updates = indices.shape[axis]!;
  const result = scattered(builder, context, {
    data: builder.reshape(sliceAll(builder, moved, zeros, ones, reachedShape), [columns, count, 1]),
    positions: builder.reshape(transpose(builder, indices, order), [columns, updates]),
    updates: builder.reshape(transpose(builder, builder.input(2), order), [columns, updates, 1]),
    reduction: reductionOf(node),
  });
  const whole = withCorner(builder, moved, builder.reshape(result, reachedShape));
  return transpose(builder, whole, restoreLast(rank, axis));
}

/** The value with its first elements of every axis replaced. */
function withCorner(builder: Builder, value: Value, corner: Value): Value {
  const offset = product(value.shape);
  const strides = stridesOf(corner.shape);
  const own = stridesOf(value.shape);
  const map = mapOf(value.shape, (coordinates) =>
    coordinates.every((at, axis) => at < corner.shape[axis]!)
      ? coordinates.reduce((sum, at, axis) => sum + at * strides[axis]!, offset)
      : coordinates.reduce((sum, at, axis) => sum + at * own[axis]!, 0),
  );
  return builder.view([value, corner], map, value.shape);
}

function scattered(builder: Builder, context: LoweringContext, scattering: Scattering): Value {
  if (scattering.positions.constant) return scatterKnown(builder, scattering, scattering.positions.constant);
  const { data, positions, updates, reduction } = scattering;
  const [batch = 1, count = 1] = data.shape;
  const rows = positions.shape[1]!;
  const oneHot = indexOneHot(builder, context, positions, count, 'any');
  if (reduction === 'add') {
    return builder.add(data, matrixProduct(builder, transpose(builder, oneHot, [0, 2, 1]), updates));
  }
  let result = data;
  for (let row = 0; row < rows; row++) {
    const hit = builder.reshape(slice(builder, oneHot, 1, { start: row, size: 1 }), [batch, count, 1]);
    const update = builder.broadcast(slice(builder, updates, 1, { start: row, size: 1 }), data.shape);
    const change = changeBy(builder, reduction, result, update);
    result = builder.add(result, builder.product(builder.broadcast(hit, data.shape), change));
  }
  return result;
}

/** In rounds: one takes at most one update of every element. */
function scatterKnown(
  builder: Builder,
  { data, updates, reduction }: Scattering,
  positions: Float64Array,
): Value {
  const [, count = 1, width = 1] = data.shape;
  const rows = positions.length / data.shape[0]!;
  const size = product(data.shape);
  const rounds: Map<number, number>[] = [];
  positions.forEach((position, row) => {
    const element = Math.floor(row / rows) * count + axisOf(position, count);
    const round = reduction === 'none' ? 0 : rounds.findIndex((taken) => !taken.has(element));
    const index = round < 0 ? rounds.length : round;
    (rounds[index] ??= new Map()).set(element, row);
  });
  return rounds.reduce((result, round) => {
    const touched = [...round];
    const spread = (rowsOf: readonly number[]) =>
      Int32Array.from(
        { length: touched.length * width },
        (_, index) => rowsOf[Math.floor(index / width)]! * width + (index % width),
      );
    const old = builder.view([result], spread(touched.map(([element]) => element)), [touched.length * width]);
    const update = builder.view([updates], spread(touched.map(([, row]) => row)), [touched.length * width]);
    const map = Int32Array.from({ length: size }, (_, index) => index);
    spread(touched.map(([element]) => element)).forEach((element, index) => (map[element] = size + index));
    return builder.view([result, reduce(builder, reduction, old, update)], map, data.shape);
  }, data);
}

function reduce(builder: Builder, reduction: Reduction, old: Value, update: Value): Value {
  return reduction === 'none' ? update : builder.add(old, changeBy(builder, reduction, old, update));
}

/** What an update adds to an element. */
function changeBy(builder: Builder, reduction: Reduction, old: Value, update: Value): Value {
  switch (reduction) {
    case 'none':
      return builder.subtract(update, old);
    case 'add':
      return update;
    case 'mul':
      return builder.product(old, builder.subtract(update, builder.scalar(1)));
    case 'max':
      return builder.relu(builder.subtract(update, old));
    case 'min':
      return builder.product(builder.relu(builder.subtract(old, update)), builder.scalar(-1));
  }
}
