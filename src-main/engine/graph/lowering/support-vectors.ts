import type { FloatNode } from '../float-graph.ts';
import { Builder, type Value } from './builder.ts';
import { pickColumns } from './decision-trees.ts';
import { type DensePart, denseSum } from './dense-sum.ts';
import {
  type LoweringContext,
  numberAttribute,
  type OperatorLowering,
  stringAttribute,
  UnsupportedError,
} from './operator-lowering.ts';
import { isRead } from './parameters.ts';
import { wholePower } from './power.ts';
import { numbersOf } from './read-trees.ts';
import { asRows } from './rows.ts';
import { bestLabel, bothClasses, classLabels, labelAbove, postTransform, refuseProbit } from './scores.ts';
import { exponential, power } from './special-functions.ts';

/**
 * SVMRegressor and SVMClassifier with linear, polynomial, RBF and sigmoid kernels, by votes of pairs of classes or with
 * one linear score a class. Calibrated probabilities (prob_a) are refused: onnxruntime finds them by iteration.
 */
export const supportVectors: OperatorLowering = {
  domain: 'ai.onnx.ml',
  operators: ['SVMRegressor', 'SVMClassifier'],
  lower(node, context) {
    const builder = new Builder(node, context);
    if (node.operator === 'SVMClassifier') classify(node, builder, context);
    else regress(node, builder);
  },
};

function regress(node: FloatNode, builder: Builder): void {
  const rows = asRows(builder, builder.input(0));
  const coefficients = Float64Array.from(numbersOf(node, 'coefficients'));
  const vectors = numberAttribute(node, 'n_supports', 0);
  const kernels = vectors > 0 ? kernelValues(node, builder, rows) : rows;
  const rho = Float64Array.from(numbersOf(node, 'rho').slice(0, 1));
  const score = denseSum(builder, [{ value: kernels, weights: coefficients }], rho);
  if (numberAttribute(node, 'one_class', 0) === 0) return builder.finish(score);
  builder.finish(builder.reshape(labelAbove(builder, score, 0, [-1, 1]), score.shape));
}

function classify(node: FloatNode, builder: Builder, context: LoweringContext): void {
  if (numbersOf(node, 'prob_a').length > 0) {
    throw new UnsupportedError(
      'it calibrates probabilities by iteration (prob_a, prob_b)',
      'Train and export the model without probabilities.',
    );
  }
  const labels = classLabels(node);
  const perClass = numbersOf(node, 'vectors_per_class');
  const rows = asRows(builder, builder.input(0));
  const transform = stringAttribute(node, 'post_transform', 'NONE');
  const isPairwise = perClass.some((count) => count > 0);
  if (isPairwise && labels.length === 2 && transform === 'PROBIT') throw refuseProbit();
  const { label, scores } = isPairwise
    ? byVotes(node, builder, kernelValues(node, builder, rows), perClass, labels)
    : byScores(node, builder, rows, labels);
  if (isRead(node, context, 0)) builder.finish(label(), 0);
  if (!isRead(node, context, 1)) return;
  if (isPairwise && labels.length === 2) {
    const style = transform === 'LOGISTIC' ? 'logistic' : transform === 'NONE' ? 'opposite' : 'complement';
    builder.finish(bothClasses(builder, scores, style), 1);
  } else {
    builder.finish(postTransform(builder, transform, scores), 1);
  }
}

interface Decision {
  label(): Value;
  scores: Value;
}

/** Every pair of classes votes for the first of the two where its score is above zero. */
function byVotes(
  node: FloatNode,
  builder: Builder,
  kernels: Value,
  perClass: readonly number[],
  labels: readonly number[],
): Decision {
  const coefficients = numbersOf(node, 'coefficients');
  const vectors = perClass.reduce((sum, count) => sum + count, 0);
  const starts = perClass.map((_, index) => perClass.slice(0, index).reduce((sum, count) => sum + count, 0));
  const pairs = labels.flatMap((_, i) =>
    labels.slice(i + 1).map((_, offset) => [i, i + 1 + offset] as const),
  );
  const weights = pairs.flatMap(([i, j]) => {
    const row = new Array<number>(vectors).fill(0);
    for (let m = starts[i]!; m < starts[i]! + perClass[i]!; m++)
      row[m] = coefficients[(j - 1) * vectors + m]!;
    for (let m = starts[j]!; m < starts[j]! + perClass[j]!; m++) row[m] = coefficients[i * vectors + m]!;
    return row;
  });
  const rho = Float64Array.from(numbersOf(node, 'rho').slice(0, pairs.length));
  const scores = denseSum(builder, [{ value: kernels, weights: Float64Array.from(weights) }], rho);
  return { label: () => votedLabel(builder, scores, pairs, labels), scores };
}

function votedLabel(
  builder: Builder,
  scores: Value,
  pairs: readonly (readonly [number, number])[],
  labels: readonly number[],
): Value {
  if (pairs.length === 1) return labelAbove(builder, scores, 0, [labels[1]!, labels[0]!]);
  // 1 where the pair votes for its second class.
  const second = builder.nonNegative(builder.product(scores, builder.scalar(-1)));
  const weights = labels.flatMap((_, label) =>
    pairs.map(([i, j]) => (label === j ? 1 : label === i ? -1 : 0)),
  );
  const certain = Float64Array.from(labels, (_, label) => pairs.filter(([i]) => i === label).length);
  const votes = denseSum(builder, [{ value: second, weights: Float64Array.from(weights) }], certain);
  return bestLabel(builder, votes, labels);
}

/** One linear score a class. Of two classes the second wins as soon as the larger score is high enough. */
function byScores(node: FloatNode, builder: Builder, rows: Value, labels: readonly number[]): Decision {
  const coefficients = numbersOf(node, 'coefficients');
  const rho = numbersOf(node, 'rho')[0]!;
  const part: DensePart = { value: rows, weights: Float64Array.from(coefficients) };
  const scores = denseSum(builder, [part], new Float64Array(labels.length).fill(rho));
  if (labels.length !== 2) return { label: () => bestLabel(builder, scores, labels), scores };
  const isPositive = coefficients.every((coefficient) => coefficient >= 0);
  const [first, second] = [0, 1].map((column) => pickColumns(builder, scores, [column])) as [Value, Value];
  const column = builder.reshape(builder.maxOfLast(scores), [scores.shape[0]!, 1]);
  const label = () => {
    // 1 where the larger score decides for the second class, and where the second score is larger.
    const isHigh = isPositive
      ? builder.nonNegative(builder.subtract(column, builder.scalar(0.5)))
      : builder.not(builder.nonNegative(builder.product(column, builder.scalar(-1))));
    const isFirst = builder.nonNegative(builder.subtract(first, second));
    const staysFirst = builder.product(builder.not(isHigh), isFirst);
    const [no, yes] = labels as [number, number];
    return builder.reshape(builder.sum([no - yes, staysFirst], [yes, builder.scalar(1)]), [scores.shape[0]!]);
  };
  return { label, scores };
}

/** The kernel between every row and every support vector: [rows, vectors]. */
function kernelValues(node: FloatNode, builder: Builder, rows: Value): Value {
  const features = rows.shape[1]!;
  const vectors = numbersOf(node, 'support_vectors');
  const count = vectors.length / features;
  const [gamma = 0, offset = 0, degree = 0] = numbersOf(node, 'kernel_params');
  const scaled = (factor: number) => Float64Array.from(vectors, (entry) => factor * entry);
  const inner = (factor: number, bias: number) =>
    denseSum(builder, [{ value: rows, weights: scaled(factor) }], new Float64Array(count).fill(bias));
  switch (stringAttribute(node, 'kernel_type', 'LINEAR')) {
    case 'POLY': {
      const base = inner(gamma, offset);
      return Number.isInteger(degree) && degree >= 0 && degree <= 8
        ? wholePower(builder, base, degree)
        : builder.apply(base, power(degree));
    }
    case 'RBF':
      return builder.apply(distances(builder, rows, vectors, -gamma), exponential);
    case 'SIGMOID':
      return builder.apply(inner(gamma, offset), Math.tanh);
    default:
      return inner(1, 0);
  }
}

/** factor * |x - v|^2 = factor * (|x|^2 - 2 x v + |v|^2): linear in x and its squares. */
function distances(builder: Builder, rows: Value, vectors: readonly number[], factor: number): Value {
  const features = rows.shape[1]!;
  const count = vectors.length / features;
  const squares = Float64Array.from({ length: count }, (_, vector) =>
    vectors
      .slice(vector * features, (vector + 1) * features)
      .reduce((sum, entry) => sum + factor * entry * entry, 0),
  );
  return denseSum(
    builder,
    [
      { value: rows, weights: Float64Array.from(vectors, (entry) => -2 * factor * entry) },
      { value: builder.product(rows, rows), weights: new Float64Array(count * features).fill(factor) },
    ],
    squares,
  );
}
