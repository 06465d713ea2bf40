import type { FloatNode } from '../float-graph.ts';
import { product } from '../linear-map.ts';
import { Builder, elementwiseForm, type Value } from './builder.ts';
import { gatherAlong } from './gather.ts';
import { dotOfLast, perGroup } from './grouped.ts';
import {
  type LoweringContext,
  numberAttribute,
  numbersAttribute,
  type OperatorLowering,
  stringAttribute,
  UnsupportedError,
} from './operator-lowering.ts';
import { absolute } from './piecewise.ts';
import { quotient } from './quotient.ts';
import { numbersOf } from './read-trees.ts';
import { concatenate } from './rearrange.ts';

type Rule = (node: FloatNode, builder: Builder, context: LoweringContext) => Value;

const RULES: Record<string, Rule> = {
  Scaler: scaler,
  Normalizer: normalizer,
  Binarizer: (node, builder) => {
    const threshold = builder.scalar(numberAttribute(node, 'threshold', 0));
    return builder.not(builder.nonNegative(builder.subtract(threshold, builder.input(0))));
  },
  ArrayFeatureExtractor: (node, builder, context) => {
    const data = builder.input(0);
    const indices = builder.input(1);
    const flat = builder.reshape(indices, [product(indices.shape)]);
    const chosen = gatherAlong(builder, context, data, flat, data.shape.length - 1);
    return builder.reshape(chosen, context.shape(node.outputs[0]!));
  },
  FeatureVectorizer: (node, builder) => {
    const sizes = numbersAttribute(node, 'inputdimensions') ?? [];
    const parts = node.inputs.map((_, index) => {
      const value = builder.input(index);
      return builder.reshape(value, [product(value.shape) / sizes[index]!, sizes[index]!]);
    });
    return concatenate(builder, parts, 1);
  },
  Imputer: () => {
    throw new UnsupportedError(
      'it replaces missing values, and a circuit knows no NaN',
      'Fill in missing values before the model, and export it without the imputer.',
    );
  },
};

/**
 * Operators of ai.onnx.ml on vectors of features: Scaler, Normalizer (MAX, L1, L2), Binarizer, ArrayFeatureExtractor,
 * FeatureVectorizer. Imputer is refused: an input is a number.
 */
export const featureVectors: OperatorLowering = {
  domain: 'ai.onnx.ml',
  operators: Object.keys(RULES),
  lower(node, context) {
    const builder = new Builder(node, context);
    builder.finish(RULES[node.operator]!(node, builder, context));
  },
};

/** (x - offset) * scale, one of each for all features or for every feature. */
function scaler(node: FloatNode, builder: Builder): Value {
  const value = builder.input(0);
  const size = product(value.shape);
  const offsets = numbersOf(node, 'offset');
  const scales = numbersOf(node, 'scale');
  const scale = Float64Array.from({ length: size }, (_, index) => scales[index % scales.length]!);
  const bias = scale.map((factor, index) => -factor * offsets[index % offsets.length]!);
  return builder.linear(value, elementwiseForm(size), scale, bias, value.shape);
}

/** Each row over its largest value, its sum of magnitudes or its length. */
function normalizer(node: FloatNode, builder: Builder, context: LoweringContext): Value {
  const value = builder.input(0);
  const norm = perGroup(builder, normOf(stringAttribute(node, 'norm', 'MAX'), builder, value));
  return quotient({ builder, context, node }, value, norm);
}

function normOf(norm: string, builder: Builder, value: Value): Value {
  switch (norm) {
    case 'L1':
      return builder.sumOfLast(absolute(builder, value));
    case 'L2':
      return builder.root(dotOfLast(builder, value, value));
    default:
      return builder.maxOfLast(value);
  }
}
