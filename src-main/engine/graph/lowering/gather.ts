import type { FloatNode } from '../float-graph.ts';
import { product } from '../linear-map.ts';
import { Builder, type Value } from './builder.ts';
import { indexOneHot } from './index-one-hot.ts';
import { axisOf, lastOrder, mapOf, restoreLast } from './index-maps.ts';
import { matrixProduct } from './matrix-product.ts';
import { type LoweringContext, numberAttribute, type OperatorLowering } from './operator-lowering.ts';
import { flatIndices } from './flat-indices.ts';
import { sliceAll, transpose } from './rearrange.ts';

/**
 * Gather, GatherElements and GatherND. Constant indices are a view. Computed ones become rows of a one-hot matrix:
 * times known data a linear map, times computed data a product an element looked through.
 */
export const gather: OperatorLowering = {
  operators: ['Gather', 'GatherElements', 'GatherND'],
  lower(node, context) {
    const builder = new Builder(node, context);
    const lowering = { Gather: gatherSlices, GatherElements: gatherElements, GatherND: gatherTuples }[
      node.operator
    ]!;
    builder.finish(lowering(node, builder, context));
  },
};

function gatherSlices(node: FloatNode, builder: Builder, context: LoweringContext): Value {
  const data = builder.input(0);
  const axis = axisOf(numberAttribute(node, 'axis', 0), data.shape.length);
  return gatherAlong(builder, context, data, builder.input(1), axis);
}

/** The slices of the data that the indices name, in place of the axis. */
export function gatherAlong(
  builder: Builder,
  context: LoweringContext,
  data: Value,
  indices: Value,
  axis: number,
): Value {
  const count = data.shape[axis]!;
  const before = data.shape.slice(0, axis);
  const after = data.shape.slice(axis + 1);
  const chosen = product(indices.shape);
  const order = [axis, ...data.shape.keys()].filter((entry, position) => position === 0 || entry !== axis);
  const table = builder.reshape(transpose(builder, data, order), [1, count, product([...before, ...after])]);
  const rows = lookUp(builder, context, table, builder.reshape(indices, [1, chosen]));
  const shape = [chosen, ...before, ...after];
  const back = shape.map((_, position) =>
    position < axis ? position + 1 : position === axis ? 0 : position,
  );
  return builder.reshape(transpose(builder, builder.reshape(rows, shape), back), [
    ...before,
    ...indices.shape,
    ...after,
  ]);
}

function gatherElements(node: FloatNode, builder: Builder, context: LoweringContext): Value {
  const data = builder.input(0);
  const indices = builder.input(1);
  const rank = data.shape.length;
  const axis = axisOf(numberAttribute(node, 'axis', 0), rank);
  const columns = [...columnsOf(indices.shape, axis)];
  const { table, order } = columnTable(builder, data, indices.shape, axis);
  const moved = transpose(builder, indices, order);
  const chosen = indices.shape[axis]!;
  const found = lookUp(builder, context, table, builder.reshape(moved, [product(columns), chosen]));
  return transpose(builder, builder.reshape(found, moved.shape), restoreLast(rank, axis));
}

function gatherTuples(node: FloatNode, builder: Builder, context: LoweringContext): Value {
  const data = builder.input(0);
  const indices = builder.input(1);
  const batchDims = numberAttribute(node, 'batch_dims', 0);
  const length = indices.shape.at(-1)!;
  const batch = data.shape.slice(0, batchDims);
  const searched = data.shape.slice(batchDims, batchDims + length);
  const rest = data.shape.slice(batchDims + length);
  const table = builder.reshape(data, [product(batch), product(searched), product(rest)]);
  const flat = flatIndices(builder, context, indices, searched);
  const positions = builder.reshape(flat, [product(batch), product(flat.shape) / product(batch)]);
  return builder.reshape(lookUp(builder, context, table, positions), [
    ...indices.shape.slice(0, -1),
    ...rest,
  ]);
}

/** The shape without the axis. */
function columnsOf(shape: readonly number[], axis: number): number[] {
  return shape.filter((_, position) => position !== axis);
}

/** Of the data the columns along `axis` that an index tensor of smaller or equal shape reaches: [columns, count, 1]. */
export function columnTable(builder: Builder, data: Value, indexShape: readonly number[], axis: number) {
  const rank = data.shape.length;
  const order = lastOrder(rank, axis);
  const shape = data.shape.map((size, position) => (position === axis ? size : indexShape[position]!));
  const zeros = shape.map(() => 0);
  const ones = shape.map(() => 1);
  const reached = sliceAll(builder, data, zeros, ones, shape);
  const columns = product(columnsOf(shape, axis));
  const table = builder.reshape(transpose(builder, reached, order), [columns, data.shape[axis]!, 1]);
  return { table, order };
}

/** table [batch, count, width], positions [batch, chosen]; result [batch, chosen, width]. */
function lookUp(builder: Builder, context: LoweringContext, table: Value, positions: Value): Value {
  const [batch = 1, count = 1, width = 1] = table.shape;
  const chosen = positions.shape[1]!;
  const shape = [batch, chosen, width];
  if (positions.constant) {
    const { constant } = positions;
    const map = mapOf(shape, ([group = 0, row = 0, column = 0]) => {
      const position = axisOf(constant[group * chosen + row]!, count);
      return (group * count + position) * width + column;
    });
    return builder.view([table], map, shape);
  }
  const oneHot = indexOneHot(builder, context, positions, count, 'any');
  return matrixProduct(builder, oneHot, table);
}
