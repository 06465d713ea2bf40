import type { FloatNode } from '../float-graph.ts';
import { product } from '../linear-map.ts';
import { Builder, type Value } from './builder.ts';
import { stridesOf } from './index-maps.ts';
import {
  type LoweringContext,
  numberAttribute,
  type OperatorLowering,
  requireConstant,
  UnsupportedError,
} from './operator-lowering.ts';

type Known = (node: FloatNode, builder: Builder, context: LoweringContext) => Value;

const KNOWN: Record<string, Known> = {
  Shape: (node, builder, context) => {
    const shape = context.shape(node.inputs[0]!);
    const end = node.attributes.get('end');
    const part = shape.slice(numberAttribute(node, 'start', 0), typeof end === 'number' ? end : undefined);
    return builder.known(part, [part.length]);
  },
  Size: (node, builder, context) => builder.scalar(product(context.shape(node.inputs[0]!))),
  ConstantOfShape: (node, builder, context) => {
    const shape = Array.from(requireConstant(node, 0, 'shape', context).values);
    const value = node.attributes.get('value');
    const filling =
      typeof value === 'object' && 'values' in value && !Array.isArray(value) ? value.values[0]! : 0;
    return builder.known(new Float64Array(product(shape)).fill(filling), shape);
  },
  EyeLike: (node, builder, context) => {
    const [rows = 1, columns = 1] = context.shape(node.inputs[0]!);
    const diagonal = numberAttribute(node, 'k', 0);
    const values = Float64Array.from({ length: rows * columns }, (_, index) =>
      Number((index % columns) - Math.floor(index / columns) === diagonal),
    );
    return builder.known(values, [rows, columns]);
  },
  Range: (node, builder, context) => {
    const [start, limit, delta] = ['start', 'limit', 'delta'].map(
      (what, index) => requireConstant(node, index, what, context).values[0]!,
    ) as [number, number, number];
    const count = Math.max(0, Math.ceil((limit - start) / delta));
    return builder.known(
      Array.from({ length: count }, (_, index) => start + index * delta),
      [count],
    );
  },
  NonZero: (node, builder, context) => {
    const input = context.constant(node.inputs[0]!);
    if (!input) {
      throw new UnsupportedError(
        'the size of its result depends on data',
        'Let the model end before it: prove what it reads, and do this step outside.',
      );
    }
    const { values, shape } = input;
    const strides = stridesOf(shape);
    const found = [...values.keys()].filter((index) => values[index] !== 0);
    const coordinates = shape.flatMap((size, axis) =>
      found.map((index) => Math.floor(index / strides[axis]!) % size),
    );
    return builder.known(coordinates, [shape.length, found.length]);
  },
};

/**
 * Operators whose result is known before the model runs: of the shape of their input (Shape, Size, EyeLike) or of
 * constants (ConstantOfShape, Range, NonZero, which are refused on computed values: the shape of their result would
 * depend on data).
 */
export const knownValues: OperatorLowering = {
  operators: Object.keys(KNOWN),
  lower(node, context) {
    const builder = new Builder(node, context);
    builder.finish(KNOWN[node.operator]!(node, builder, context));
  },
};
