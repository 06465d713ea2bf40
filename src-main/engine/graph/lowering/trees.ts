import type { FloatNode } from '../float-graph.ts';
import { Builder, type Value } from './builder.ts';
import { type LeafPlace, pickColumns, reachedLeaves, type Tree } from './decision-trees.ts';
import {
  type LoweringContext,
  numberAttribute,
  type OperatorLowering,
  stringAttribute,
  UnsupportedError,
} from './operator-lowering.ts';
import { isRead } from './parameters.ts';
import { numbersOf, readTreeEnsemble, readTrees } from './read-trees.ts';
import { concatenate } from './rearrange.ts';
import { asRows } from './rows.ts';
import { bestLabel, bothClasses, classLabels, labelAbove, postTransform, refuseProbit } from './scores.ts';

/**
 * Ensembles of decision trees: TreeEnsembleRegressor, TreeEnsembleClassifier and TreeEnsemble, with every mode of branch
 * but BRANCH_MEMBER, every aggregate function and every transform but PROBIT. What onnxruntime does with two classes is
 * followed to the letter.
 */
export const trees: OperatorLowering = {
  domain: 'ai.onnx.ml',
  operators: ['TreeEnsembleRegressor', 'TreeEnsembleClassifier', 'TreeEnsemble'],
  lower(node, context) {
    const builder = new Builder(node, context);
    if (node.operator === 'TreeEnsembleClassifier') classify(node, builder, context);
    else regress(node, builder);
  },
};

const AGGREGATES = ['AVERAGE', 'SUM', 'MIN', 'MAX'] as const;
type Aggregate = (typeof AGGREGATES)[number];
const TRANSFORMS = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'];

function regress(node: FloatNode, builder: Builder): void {
  const isNew = node.operator === 'TreeEnsemble';
  const list = isNew ? readTreeEnsemble(node) : readTrees(node, 'target');
  const targets = numberAttribute(node, 'n_targets', 1);
  const aggregate = isNew
    ? AGGREGATES[numberAttribute(node, 'aggregate_function', 1)]!
    : (stringAttribute(node, 'aggregate_function', 'SUM') as Aggregate);
  const transform = isNew
    ? TRANSFORMS[numberAttribute(node, 'post_transform', 0)]!
    : stringAttribute(node, 'post_transform', 'NONE');
  const base = isNew ? [] : numbersOf(node, 'base_values');
  const sums = aggregated(builder, asRows(builder, builder.input(0)), list, targets, aggregate);
  const scores = base.length === targets ? builder.add(sums, builder.known(base, [1, targets])) : sums;
  if (targets > 1) return builder.finish(postTransform(builder, transform, scores));
  // onnxruntime transforms a single target only by PROBIT.
  if (transform === 'PROBIT') throw refuseProbit();
  builder.finish(scores);
}

/** Shape [rows, targets]. */
function aggregated(
  builder: Builder,
  rows: Value,
  list: readonly Tree[],
  targets: number,
  aggregate: Aggregate,
): Value {
  const { reached, leaves } = reachedLeaves(builder, rows, list);
  const all = { reached, leaves, rows: rows.shape[0]! };
  if (aggregate === 'SUM' || aggregate === 'AVERAGE') {
    const factor = aggregate === 'SUM' ? 1 : 1 / list.length;
    const columns = Array.from({ length: targets }, (_, target) => ({ target, trees: [...list.keys()] }));
    return weigh(builder, all, list, columns, factor);
  }
  const sign = aggregate === 'MAX' ? 1 : -1;
  const extremes = Array.from({ length: targets }, (_, target) => {
    const having = [...list.keys()].filter((tree) => hasTarget(list[tree]!, target));
    if (having.length === 0) return builder.known(new Float64Array(all.rows), [all.rows, 1]);
    const values = weigh(
      builder,
      all,
      list,
      having.map((tree) => ({ target, trees: [tree] })),
      sign,
    );
    const largest = builder.reshape(builder.maxOfLast(values), [all.rows, 1]);
    return builder.product(largest, builder.scalar(sign));
  });
  return concatenate(builder, extremes, 1);
}

/** True where every leaf says something about the target, false where none does. */
function hasTarget(tree: Tree, target: number): boolean {
  if (!('mode' in tree)) return tree.weights.some(([own]) => own === target);
  const [first, second] = [hasTarget(tree.whenTrue, target), hasTarget(tree.whenFalse, target)];
  if (first === second) return first;
  throw new UnsupportedError(
    'it takes the smallest or largest of trees of which some leaves say nothing',
    'Give every leaf of a tree a weight for the same targets.',
  );
}

interface Leaves {
  reached?: Value;
  leaves: LeafPlace[];
  rows: number;
}

/** For each column the sum of the weights of one target over the leaves that some of the trees end in, times a factor. */
function weigh(
  builder: Builder,
  { reached, leaves, rows }: Leaves,
  list: readonly Tree[],
  columns: readonly { target: number; trees: readonly number[] }[],
  factor: number,
): Value {
  const weightOf = (weights: readonly (readonly [number, number])[], wanted: number) =>
    factor * weights.reduce((sum, [target, weight]) => (target === wanted ? sum + weight : sum), 0);
  const bias = Float64Array.from(columns, ({ target, trees: chosen }) =>
    chosen.reduce((sum, tree) => {
      const only = list[tree]!;
      return 'mode' in only ? sum : sum + weightOf(only.weights, target);
    }, 0),
  );
  const shape = [rows, columns.length];
  if (!reached) return builder.broadcast(builder.known(bias, [1, columns.length]), shape);
  const weights = columns.flatMap(({ target, trees: chosen }) => {
    const included = new Set(chosen);
    return leaves.map(({ tree, leaf }) => (included.has(tree) ? weightOf(leaf.weights, target) : 0));
  });
  const form = { kind: 'dense', rows, inputs: leaves.length, outputs: columns.length } as const;
  return builder.linear(reached, form, Float64Array.from(weights), bias, shape);
}

function classify(node: FloatNode, builder: Builder, context: LoweringContext): void {
  const labels = classLabels(node);
  const list = readTrees(node, 'class');
  const sums = aggregated(builder, asRows(builder, builder.input(0)), list, labels.length, 'SUM');
  const { label, scores } =
    labels.length === 2 ? twoClasses(node, builder, sums, labels) : manyClasses(node, builder, sums, labels);
  if (isRead(node, context, 0)) builder.finish(label(), 0);
  if (isRead(node, context, 1)) builder.finish(scores(), 1);
}

interface Answer {
  label(): Value;
  scores(): Value;
}

/** A class that no leaf speaks of and that has no base value is never chosen. */
function manyClasses(node: FloatNode, builder: Builder, sums: Value, labels: readonly number[]): Answer {
  const base = numbersOf(node, 'base_values');
  const scored = new Set([...numbersOf(node, 'class_ids'), ...base.keys()]);
  const full =
    base.length === 0
      ? sums
      : builder.add(sums, builder.known(padded(base, labels.length), [1, labels.length]));
  const candidates = [...labels.keys()].filter((index) => scored.has(index));
  return {
    label: () =>
      bestLabel(
        builder,
        pickColumns(builder, full, candidates),
        candidates.map((index) => labels[index]!),
      ),
    scores: () => postTransform(builder, stringAttribute(node, 'post_transform', 'NONE'), full),
  };
}

function padded(values: readonly number[], size: number): number[] {
  return Array.from({ length: size }, (_, index) => values[index] ?? 0);
}

/**
 * Two classes. Where all leaves speak of one class, its score is that of the second class, which wins above 0.5 if no
 * weight is negative, else above 0; otherwise the second class wins above 0, with the labels 0 and 1. A class that no
 * leaf speaks of scores 0, whatever its base value.
 */
function twoClasses(node: FloatNode, builder: Builder, sums: Value, labels: readonly number[]): Answer {
  const transform = stringAttribute(node, 'post_transform', 'NONE');
  if (transform === 'PROBIT') throw refuseProbit();
  const base = numbersOf(node, 'base_values');
  const classIds = new Set(numbersOf(node, 'class_ids'));
  const [hasFirst, hasSecond] = [classIds.has(0), classIds.has(1)];
  const isBinary = classIds.size === 1;
  const isPositive = numbersOf(node, 'class_weights').every((weight) => weight >= 0);
  const [first, second] = [0, 1].map((column) => pickColumns(builder, sums, [column])) as [Value, Value];
  const shifted = (value: Value, index: number) =>
    base[index] === undefined ? value : builder.add(value, builder.scalar(base[index]));
  const limit = isBinary && isPositive ? 0.5 : 0;
  const pair = isBinary ? ([labels[0]!, labels[1]!] as const) : ([0, 1] as const);
  const answer = (deciding: Value, scores: () => Value): Answer => ({
    label: () => labelAbove(builder, deciding, limit, pair),
    scores,
  });
  const none = builder.known(new Float64Array(sums.shape[0]!), [sums.shape[0]!, 1]);
  const both = (a: Value, b: Value) => () => {
    const pairOfScores = [hasFirst ? a : none, hasSecond ? b : none];
    return postTransform(builder, transform, concatenate(builder, pairOfScores, 1));
  };
  if (base.length === 2 && hasSecond) {
    const score = shifted(first, 1);
    return answer(score, both(builder.product(score, builder.scalar(-1)), score));
  }
  if (base.length === 2) return answer(shifted(first, 0), both(shifted(first, 0), shifted(second, 1)));
  const single = shifted(first, 0);
  if (hasSecond) return answer(second, both(single, second));
  const style = transform === 'LOGISTIC' ? 'logistic' : isPositive ? 'complement' : 'opposite';
  return answer(single, () => bothClasses(builder, single, style));
}
