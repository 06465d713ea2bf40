import type { FloatNode } from '../float-graph.ts';
import { Builder, type Value } from './builder.ts';
import { denseSum } from './dense-sum.ts';
import { product } from '../linear-map.ts';
import {
  type LoweringContext,
  numberAttribute,
  type OperatorLowering,
  UnsupportedError,
} from './operator-lowering.ts';
import { truncate } from './piecewise.ts';
import { numbersOf } from './read-trees.ts';

/** Up to so many neighbouring whole numbers, a one-hot row is cheaper than a comparison with each key. */
const LARGEST_SPAN = 64;

/**
 * LabelEncoder with numbers as keys and OneHotEncoder with whole numbers as categories; what is no key gives the default,
 * or zeros. CategoryMapper, CastMap and DictVectorizer work on texts or maps and are refused.
 */
export const categories: OperatorLowering = {
  domain: 'ai.onnx.ml',
  operators: ['LabelEncoder', 'OneHotEncoder', 'CategoryMapper', 'CastMap', 'DictVectorizer'],
  lower(node, context) {
    const builder = new Builder(node, context);
    switch (node.operator) {
      case 'LabelEncoder':
        return builder.finish(encodeLabels(node, builder, isFloat(node, context)));
      case 'OneHotEncoder':
        return builder.finish(encodeOneHot(node, builder, isFloat(node, context)));
      default:
        throw new UnsupportedError('it works on texts or maps', 'Feed the model with tensors of numbers.');
    }
  },
};

function isFloat(node: FloatNode, context: LoweringContext): boolean {
  return context.dataType(node.inputs[0]!).startsWith('float');
}

function encodeLabels(node: FloatNode, builder: Builder, canHaveFractions: boolean): Value {
  const value = builder.input(0);
  const [keys, values] = [listOf(node, 'keys'), listOf(node, 'values')];
  const fallback = defaultOf(node);
  const rows = product(value.shape);
  const hits = builder.reshape(matches(builder, value, keys, canHaveFractions), [rows, keys.length]);
  const weights = Float64Array.from(values, (entry) => entry - fallback);
  const encoded = denseSum(builder, [{ value: hits, weights }], Float64Array.of(fallback));
  return builder.reshape(encoded, value.shape);
}

function listOf(node: FloatNode, name: 'keys' | 'values'): number[] {
  for (const type of ['int64s', 'floats', 'tensor']) {
    const list = numbersOf(node, `${name}_${type}`);
    if (list.length > 0) return list;
  }
  throw new UnsupportedError(`its ${name} are texts`, 'Encode the labels as numbers outside the model.');
}

function defaultOf(node: FloatNode): number {
  const [tensor] = numbersOf(node, 'default_tensor');
  if (tensor !== undefined) return tensor;
  return numbersOf(node, 'values_floats').length > 0
    ? numberAttribute(node, 'default_float', 0)
    : numberAttribute(node, 'default_int64', -1);
}

/** onnxruntime cuts the fractions off. */
function encodeOneHot(node: FloatNode, builder: Builder, hasFractions: boolean): Value {
  const keys = numbersOf(node, 'cats_int64s');
  const value = builder.input(0);
  return matches(builder, hasFractions ? truncate(builder, value) : value, keys, false);
}

/** Shape [..., keys]: a 1 where the value is the first key that equals it. */
function matches(builder: Builder, value: Value, keys: readonly number[], canHaveFractions: boolean): Value {
  const [low, high] = [Math.min(...keys), Math.max(...keys)];
  const isFirst = (key: number, index: number) => keys.indexOf(key) === index;
  if (!canHaveFractions && high - low < LARGEST_SPAN) {
    // The first and the last slot stand for everything outside.
    const slots = high - low + 3;
    const rows = product(value.shape);
    const oneHot = builder.oneHot(builder.subtract(value, builder.scalar(low - 1)), slots);
    const none = rows * slots;
    const map = Int32Array.from({ length: rows * keys.length }, (_, index) => {
      const column = index % keys.length;
      const row = Math.floor(index / keys.length);
      return isFirst(keys[column]!, column) ? row * slots + keys[column]! - low + 1 : none;
    });
    return builder.view([oneHot, builder.known([0], [1])], map, [...value.shape, keys.length]);
  }
  const differences = builder.subtract(
    builder.reshape(value, [...value.shape, 1]),
    builder.known(keys, [keys.length]),
  );
  const firsts = builder.known(
    keys.map((key, index) => Number(isFirst(key, index))),
    [keys.length],
  );
  const hits = builder.isZero(differences);
  return firsts.constant!.every((entry) => entry === 1) ? hits : builder.product(hits, firsts);
}
