import type { FloatNode } from '../float-graph.ts';
import { Builder, type Value } from './builder.ts';
import { axisOf, mapOf, stridesOf } from './index-maps.ts';
import {
  type LoweringContext,
  numberAttribute,
  numbersAttribute,
  type OperatorLowering,
  requireConstant,
  stringAttribute,
} from './operator-lowering.ts';
import { transpose } from './rearrange.ts';

type Rewiring = (node: FloatNode, builder: Builder, context: LoweringContext) => Value;

const REWIRINGS: Record<string, Rewiring> = {
  Transpose: (node, builder) => {
    const value = builder.input(0);
    const reversed = value.shape.map((_, axis) => value.shape.length - 1 - axis);
    return transpose(builder, value, numbersAttribute(node, 'perm') ?? reversed);
  },
  Expand: (node, builder, context) => builder.broadcast(builder.input(0), context.shape(node.outputs[0]!)),
  Tile: (node, builder, context) => {
    const value = builder.input(0);
    const strides = stridesOf(value.shape);
    return rewired(builder, value, context.shape(node.outputs[0]!), (coordinates) =>
      coordinates.reduce(
        (index, coordinate, axis) => index + (coordinate % value.shape[axis]!) * strides[axis]!,
        0,
      ),
    );
  },
  DepthToSpace: (node, builder) => depthToSpace(node, builder),
  SpaceToDepth: (node, builder) => spaceToDepth(node, builder),
  Trilu: (node, builder, context) => triangle(node, builder, context),
  ReverseSequence: (node, builder, context) => reverseSequence(node, builder, context),
  Compress: (node, builder, context) => compress(node, builder, context),
};

/** Operators that only move, repeat or drop elements, by constant rules. They cost nothing. */
export const views: OperatorLowering = {
  operators: Object.keys(REWIRINGS),
  lower(node, context) {
    const builder = new Builder(node, context);
    builder.finish(REWIRINGS[node.operator]!(node, builder, context));
  },
};

function rewired(
  builder: Builder,
  value: Value,
  shape: number[],
  source: (coordinates: readonly number[]) => number,
): Value {
  return builder.view([value], mapOf(shape, source), shape);
}

function depthToSpace(node: FloatNode, builder: Builder): Value {
  const value = builder.input(0);
  const [batch = 1, channels = 1, height = 1, width = 1] = value.shape;
  const block = numberAttribute(node, 'blocksize', 1);
  const depth = channels / block ** 2;
  const columnsFirst = stringAttribute(node, 'mode', 'DCR') === 'CRD';
  const split = columnsFirst
    ? [batch, depth, block, block, height, width]
    : [batch, block, block, depth, height, width];
  const order = columnsFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  const moved = transpose(builder, builder.reshape(value, split), order);
  return builder.reshape(moved, [batch, depth, height * block, width * block]);
}

function spaceToDepth(node: FloatNode, builder: Builder): Value {
  const value = builder.input(0);
  const [batch = 1, channels = 1, height = 1, width = 1] = value.shape;
  const block = numberAttribute(node, 'blocksize', 1);
  const split = [batch, channels, height / block, block, width / block, block];
  const moved = transpose(builder, builder.reshape(value, split), [0, 3, 5, 1, 2, 4]);
  return builder.reshape(moved, [batch, channels * block ** 2, height / block, width / block]);
}

function triangle(node: FloatNode, builder: Builder, context: LoweringContext): Value {
  const value = builder.input(0);
  const diagonal = (node.inputs[1] ?? '') === '' ? 0 : requireConstant(node, 1, 'k', context).values[0]!;
  const upper = numberAttribute(node, 'upper', 1) !== 0;
  const [rows = 1, columns = 1] = value.shape.slice(-2);
  let index = -1;
  const zero = value.shape.reduce((size, extent) => size * extent, 1);
  const map = mapOf(value.shape, () => {
    index += 1;
    const distance = (index % columns) - (Math.floor(index / columns) % rows);
    return (upper ? distance >= diagonal : distance <= diagonal) ? index : zero;
  });
  return builder.view([value, builder.known([0], [1])], map, value.shape);
}

function reverseSequence(node: FloatNode, builder: Builder, context: LoweringContext): Value {
  const value = builder.input(0);
  const lengths = requireConstant(node, 1, 'sequence_lens', context).values;
  const batchAxis = axisOf(numberAttribute(node, 'batch_axis', 1), value.shape.length);
  const timeAxis = axisOf(numberAttribute(node, 'time_axis', 0), value.shape.length);
  const strides = stridesOf(value.shape);
  return rewired(builder, value, value.shape, (coordinates) => {
    const length = lengths[coordinates[batchAxis]!]!;
    return coordinates.reduce((index, coordinate, axis) => {
      const source = axis === timeAxis && coordinate < length ? length - 1 - coordinate : coordinate;
      return index + source * strides[axis]!;
    }, 0);
  });
}

function compress(node: FloatNode, builder: Builder, context: LoweringContext): Value {
  const input = builder.input(0);
  const condition = requireConstant(node, 1, 'condition', context).values;
  const given = node.attributes.get('axis');
  const value =
    typeof given === 'number'
      ? input
      : builder.reshape(input, [context.shape(node.inputs[0]!).reduce((a, b) => a * b, 1)]);
  const axis = axisOf(typeof given === 'number' ? given : 0, value.shape.length);
  const chosen = [...condition.keys()].filter(
    (index) => condition[index] !== 0 && index < value.shape[axis]!,
  );
  const strides = stridesOf(value.shape);
  const shape = value.shape.map((size, position) => (position === axis ? chosen.length : size));
  return rewired(builder, value, shape, (coordinates) =>
    coordinates.reduce(
      (index, coordinate, position) =>
        index + (position === axis ? chosen[coordinate]! : coordinate) * strides[position]!,
      0,
    ),
  );
}
