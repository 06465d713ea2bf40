import type { Builder, Value } from './builder.ts';
import { concatenate } from './rearrange.ts';

export type BranchMode = 'BRANCH_LEQ' | 'BRANCH_LT' | 'BRANCH_GTE' | 'BRANCH_GT' | 'BRANCH_EQ' | 'BRANCH_NEQ';

export interface Branch {
  feature: number;
  threshold: number;
  mode: BranchMode;
  whenTrue: Tree;
  whenFalse: Tree;
}

export interface Leaf {
  /** What the leaf adds to which target. */
  weights: readonly (readonly [target: number, weight: number])[];
}

export type Tree = Branch | Leaf;

/** A leaf of tree number `tree`. */
export interface LeafPlace {
  tree: number;
  leaf: Leaf;
}

type Relation = 'atMost' | 'atLeast' | 'equal';

/** What each mode asks, and whether its answer is the opposite. */
const QUESTIONS: Record<BranchMode, { relation: Relation; isOpposite: boolean }> = {
  BRANCH_LEQ: { relation: 'atMost', isOpposite: false },
  BRANCH_GT: { relation: 'atMost', isOpposite: true },
  BRANCH_GTE: { relation: 'atLeast', isOpposite: false },
  BRANCH_LT: { relation: 'atLeast', isOpposite: true },
  BRANCH_EQ: { relation: 'equal', isOpposite: false },
  BRANCH_NEQ: { relation: 'equal', isOpposite: true },
};

/** A branch that is reached where column `reached` of its level is 1. */
interface Reached {
  tree: number;
  branch: Branch;
  reached: number;
}

/**
 * For every row of features [rows, count] a 1 for the leaf that each tree ends in: one comparison for each different
 * question, one product for each branch below the root. Both factors are 0 or 1, so that no product is ever rounded; the
 * weights of the leaves come after, as a linear map, which costs nothing.
 * @returns `reached` [rows, leaves] and the leaves in that order; trees without branches are not among them
 */
export function reachedLeaves(
  builder: Builder,
  features: Value,
  trees: readonly Tree[],
): { reached?: Value; leaves: LeafPlace[] } {
  const rows = features.shape[0]!;
  const answers = askAll(builder, features, trees);
  const leaves: LeafPlace[] = [];
  const columns: Value[] = [];
  let level: Reached[] = trees.flatMap((branch, tree) =>
    'mode' in branch ? [{ tree, branch, reached: 0 }] : [],
  );
  let arrivals: Value = builder.known(new Float64Array(rows).fill(1), [rows, 1]);
  while (level.length > 0) {
    const here = pickColumns(
      builder,
      arrivals,
      level.map(({ reached }) => reached),
    );
    const answer = pickColumns(
      builder,
      answers.values,
      level.map(({ branch }) => answers.column(branch)),
    );
    const yes = builder.product(here, answer);
    arrivals = concatenate(builder, [yes, builder.subtract(here, yes)], 1);
    const size = level.length;
    const children = level.flatMap(({ tree, branch }, index) => {
      const { isOpposite } = QUESTIONS[branch.mode];
      const [onYes, onNo] = isOpposite
        ? [branch.whenFalse, branch.whenTrue]
        : [branch.whenTrue, branch.whenFalse];
      return [
        { tree, child: onYes, reached: index },
        { tree, child: onNo, reached: size + index },
      ];
    });
    const ended = children.flatMap(({ tree, child, reached }) =>
      'mode' in child ? [] : [{ tree, leaf: child, reached }],
    );
    if (ended.length > 0) {
      leaves.push(...ended.map(({ tree, leaf }) => ({ tree, leaf })));
      columns.push(
        pickColumns(
          builder,
          arrivals,
          ended.map(({ reached }) => reached),
        ),
      );
    }
    level = children.flatMap(({ tree, child, reached }) =>
      'mode' in child ? [{ tree, branch: child, reached }] : [],
    );
  }
  return columns.length === 0 ? { leaves } : { reached: concatenate(builder, columns, 1), leaves };
}

/** Every different question of the trees, answered once. */
function askAll(builder: Builder, features: Value, trees: readonly Tree[]) {
  const questions = new Map<string, { relation: Relation; feature: number; threshold: number }>();
  const keyOf = ({ mode, feature, threshold }: Branch) =>
    `${QUESTIONS[mode].relation} ${feature} ${threshold}`;
  const visit = (tree: Tree): void => {
    if (!('mode' in tree)) return;
    const { feature, threshold } = tree;
    questions.set(keyOf(tree), { relation: QUESTIONS[tree.mode].relation, feature, threshold });
    visit(tree.whenTrue);
    visit(tree.whenFalse);
  };
  trees.forEach(visit);
  const columns = new Map<string, number>();
  const parts = (['atMost', 'atLeast', 'equal'] as const).flatMap((relation) => {
    const asked = [...questions].filter(([, question]) => question.relation === relation);
    if (asked.length === 0) return [];
    asked.forEach(([key]) => columns.set(key, columns.size));
    const thresholds = builder.known(
      asked.map(([, { threshold }]) => threshold),
      [1, asked.length],
    );
    const values = pickColumns(
      builder,
      features,
      asked.map(([, { feature }]) => feature),
    );
    return [ask(builder, relation, values, thresholds)];
  });
  const values = parts.length === 0 ? features : concatenate(builder, parts, 1);
  return { values, column: (branch: Branch) => columns.get(keyOf(branch))! };
}

function ask(builder: Builder, relation: Relation, values: Value, thresholds: Value): Value {
  switch (relation) {
    case 'atMost':
      return builder.nonNegative(builder.subtract(thresholds, values));
    case 'atLeast':
      return builder.nonNegative(builder.subtract(values, thresholds));
    case 'equal':
      return builder.isZero(builder.subtract(values, thresholds));
  }
}

/** Columns of a tensor [rows, columns], in any order and any number of times. */
export function pickColumns(builder: Builder, value: Value, columns: readonly number[]): Value {
  const [rows = 1, width = 1] = value.shape;
  const size = columns.length;
  const map = Int32Array.from(
    { length: rows * size },
    (_, index) => Math.floor(index / size) * width + columns[index % size]!,
  );
  return builder.view([value], map, [rows, size]);
}
