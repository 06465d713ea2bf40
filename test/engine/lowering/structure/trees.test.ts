import { describe, expect, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { type AttributeInput, tensor } from '../../../support/onnx-builder.ts';
import { Random } from '../../../support/random.ts';
import { expectRefusal, operatorModel } from './support.ts';

const MODES = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT'];
const FEATURES = 3;

interface Ensemble {
  /** 'target' or 'class'. */
  kind: string;
  trees?: number;
  depth?: number;
  /** Which targets or classes the leaves speak of. */
  targets: number[];
  /** Drawn for every weight. */
  weight?: (random: Random) => number;
  modes?: string[];
  seed?: number;
}

/** The attributes of random trees; thresholds are halves, so that inputs can meet them. */
function ensemble({ kind, trees = 3, depth = 3, targets, weight, modes = MODES, seed = 3 }: Ensemble) {
  const random = new Random(seed);
  const nodes: Record<string, number[]> = {};
  const modeNames: string[] = [];
  const put = (name: string, entry: number) => (nodes[name] ??= []).push(entry) - 1;
  const grow = (tree: number, level: number, next: { id: number }): number => {
    const id = next.id++;
    put('nodes_treeids', tree);
    put('nodes_nodeids', id);
    const isLeaf = level === 0 || (level < depth && random.boolean(0.2));
    modeNames.push(isLeaf ? 'LEAF' : random.pick(modes));
    put('nodes_featureids', isLeaf ? 0 : random.integer(0, FEATURES - 1));
    put('nodes_values', isLeaf ? 0 : random.integer(-3, 3) / 2);
    const place = [put('nodes_truenodeids', 0), put('nodes_falsenodeids', 0)] as const;
    if (isLeaf) {
      for (const target of targets) {
        put(`${kind}_treeids`, tree);
        put(`${kind}_nodeids`, id);
        put(`${kind}_ids`, target);
        put(`${kind}_weights`, weight ? weight(random) : random.normal());
      }
    } else {
      nodes.nodes_truenodeids![place[0]] = grow(tree, level - 1, next);
      nodes.nodes_falsenodeids![place[1]] = grow(tree, level - 1, next);
    }
    return id;
  };
  for (let tree = 0; tree < trees; tree++) grow(tree, depth, { id: 0 });
  return { ...nodes, nodes_modes: modeNames } as Record<string, AttributeInput>;
}

const HALVES = { ranges: { x: [-2, 2, 0.5] as const }, samples: 8 };

function regressor(options: Omit<Ensemble, 'kind'>, attributes: Record<string, AttributeInput> = {}) {
  const all = {
    ...ensemble({ ...options, kind: 'target' }),
    n_targets: options.targets.length,
    ...attributes,
  };
  return operatorModel('TreeEnsembleRegressor', { x: [2, FEATURES] }, [], {
    attributes: all,
    domain: 'ai.onnx.ml',
  });
}

function classifier(options: Omit<Ensemble, 'kind'>, attributes: Record<string, AttributeInput>) {
  return operatorModel('TreeEnsembleClassifier', { x: [2, FEATURES] }, [], {
    attributes: { ...ensemble({ ...options, kind: 'class' }), ...attributes },
    domain: 'ai.onnx.ml',
    outputs: ['label', 'scores'],
    types: { label: attributes.classlabels_strings ? 'string' : 'int64' },
  });
}

describe('TreeEnsembleRegressor', () => {
  it('has every kind of branch', async () => {
    await checkTwin(regressor({ targets: [0] }), HALVES);
    await checkTwin(regressor({ targets: [0], modes: ['BRANCH_EQ', 'BRANCH_NEQ'] }), HALVES);
    await checkTwin(regressor({ targets: [0, 1], depth: 5, trees: 6 }), HALVES);
    await checkTwin(regressor({ targets: [0], depth: 1, trees: 1 }), HALVES);
  });

  it.each(['SUM', 'AVERAGE', 'MIN', 'MAX'])('%s of trees, with base values', async (aggregate_function) => {
    await checkTwin(regressor({ targets: [0] }, { aggregate_function, base_values: [0.75] }), HALVES);
    await checkTwin(regressor({ targets: [0, 1] }, { aggregate_function, base_values: [0.5, -1] }), HALVES);
  });

  it.each(['NONE', 'LOGISTIC', 'SOFTMAX', 'SOFTMAX_ZERO'])('%s', async (post_transform) => {
    for (const targets of [[0], [0, 1, 2]])
      await checkTwin(regressor({ targets }, { post_transform }), HALVES);
  });

  it('asks each question once and multiplies once for each branch below a root', async () => {
    const { lowered } = await checkTwin(regressor({ targets: [0], depth: 4, trees: 5 }, {}), HALVES);
    const elements = (kind: string) =>
      lowered.nodes.filter((entry) => entry.kind === kind).map(({ output }) => output).length;
    expect(elements('compare')).toBe(2);
    expect(elements('product')).toBe(3);
  });

  it('refuses PROBIT', async () => {
    await expectRefusal(
      regressor({ targets: [0] }, { post_transform: 'PROBIT' }),
      /PROBIT/,
      /post_transform/,
    );
  });
});

describe('TreeEnsembleClassifier', () => {
  const positive = (random: Random) => random.integer(0, 8) / 16;

  it.each(['NONE', 'LOGISTIC', 'SOFTMAX', 'SOFTMAX_ZERO'])(
    '%s over several classes',
    async (post_transform) => {
      await checkTwin(
        classifier({ targets: [0, 1, 2] }, { classlabels_int64s: [4, 9, 2], post_transform }),
        HALVES,
      );
      await checkTwin(
        classifier(
          { targets: [0, 2] },
          { classlabels_int64s: [3, 5, 7], post_transform, base_values: [0.5, -2, 0.25] },
        ),
        HALVES,
      );
      await checkTwin(
        classifier({ targets: [0, 2] }, { classlabels_int64s: [3, 5, 7], post_transform }),
        HALVES,
      );
    },
  );

  it.each(['NONE', 'LOGISTIC', 'SOFTMAX'])('%s over two classes', async (post_transform) => {
    const labels = { classlabels_int64s: [5, 8], post_transform };
    for (const weight of [positive, undefined]) {
      for (const targets of [[0], [1], [0, 1]]) {
        for (const base of [[], [0.25], [0.5, -0.125]]) {
          const attributes = base.length > 0 ? { ...labels, base_values: base } : labels;
          await checkTwin(classifier({ targets, weight, seed: 4 }, attributes), HALVES);
        }
      }
    }
  });

  it('numbers labels that are texts', async () => {
    await checkTwin(
      classifier({ targets: [0, 1, 2] }, { classlabels_strings: ['cat', 'dog', 'owl'] }),
      HALVES,
    );
  });
});

describe('TreeEnsemble', () => {
  it('reads leaves from a list of their own', async () => {
    const attributes = {
      n_targets: 2,
      aggregate_function: 1,
      post_transform: 0,
      tree_roots: [0, 2],
      nodes_featureids: [0, 2, 1],
      nodes_modes: tensor('', [3], [0, 4, 3], 'uint8'),
      nodes_splits: tensor('', [3], [0.5, 1, -0.5]),
      nodes_truenodeids: [1, 0, 1],
      nodes_trueleafs: [0, 1, 1],
      nodes_falsenodeids: [2, 1, 3],
      nodes_falseleafs: [1, 1, 1],
      leaf_targetids: [0, 1, 0, 1],
      leaf_weights: tensor('', [4], [1.5, -2, 0.25, 3]),
    };
    const model = operatorModel('TreeEnsemble', { x: [2, FEATURES] }, [], {
      attributes,
      domain: 'ai.onnx.ml',
      domainVersion: 5,
    });
    await checkTwin(model, HALVES);
  });
});
