import type { FloatNode } from '../float-graph.ts';
import type { BranchMode, Leaf, Tree } from './decision-trees.ts';
import { numbersAttribute, UnsupportedError } from './operator-lowering.ts';

/** Numbers of an attribute, which newer operator sets also allow as a tensor of double precision. */
export function numbersOf(node: FloatNode, name: string): number[] {
  const tensor = node.attributes.get(`${name}_as_tensor`) ?? node.attributes.get(name);
  if (typeof tensor === 'object' && !Array.isArray(tensor)) return [...tensor.values];
  return numbersAttribute(node, name) ?? [];
}

/**
 * The trees of TreeEnsembleRegressor and TreeEnsembleClassifier.
 * @param kind `target` or `class`: the beginning of the names of the leaves' attributes
 */
export function readTrees(node: FloatNode, kind: 'target' | 'class'): Tree[] {
  const treeIds = numbersOf(node, 'nodes_treeids');
  const nodeIds = numbersOf(node, 'nodes_nodeids');
  const features = numbersOf(node, 'nodes_featureids');
  const thresholds = numbersOf(node, 'nodes_values');
  const modes = node.attributes.get('nodes_modes') as string[];
  const whenTrue = numbersOf(node, 'nodes_truenodeids');
  const whenFalse = numbersOf(node, 'nodes_falsenodeids');
  const key = (tree: number, id: number) => `${tree} ${id}`;
  const positions = new Map(nodeIds.map((id, index) => [key(treeIds[index]!, id), index]));
  const leaves = readLeaves(node, kind, key);
  const children = new Set<number>();
  const childOf = (index: number, list: number[]) => positions.get(key(treeIds[index]!, list[index]!))!;
  modes.forEach((mode, index) => {
    if (mode !== 'LEAF') children.add(childOf(index, whenTrue)).add(childOf(index, whenFalse));
  });
  const build = (index: number): Tree => {
    if (modes[index] === 'LEAF') return leaves.get(key(treeIds[index]!, nodeIds[index]!)) ?? { weights: [] };
    return {
      feature: features[index]!,
      threshold: thresholds[index]!,
      mode: modes[index] as BranchMode,
      whenTrue: build(childOf(index, whenTrue)),
      whenFalse: build(childOf(index, whenFalse)),
    };
  };
  return [...nodeIds.keys()].filter((index) => !children.has(index)).map(build);
}

function readLeaves(
  node: FloatNode,
  kind: string,
  key: (tree: number, id: number) => string,
): Map<string, Leaf> {
  const treeIds = numbersOf(node, `${kind}_treeids`);
  const nodeIds = numbersOf(node, `${kind}_nodeids`);
  const targets = numbersOf(node, `${kind}_ids`);
  const weights = numbersOf(node, `${kind}_weights`);
  const leaves = new Map<string, { weights: [number, number][] }>();
  weights.forEach((weight, index) => {
    const place = key(treeIds[index]!, nodeIds[index]!);
    const leaf = leaves.get(place) ?? { weights: [] };
    leaf.weights.push([targets[index]!, weight]);
    leaves.set(place, leaf);
  });
  return leaves;
}

/** The numbers of the modes of TreeEnsemble, which has trees and leaves in lists of their own. */
const MODES: (BranchMode | 'BRANCH_MEMBER')[] = [
  'BRANCH_LEQ',
  'BRANCH_LT',
  'BRANCH_GTE',
  'BRANCH_GT',
  'BRANCH_EQ',
  'BRANCH_NEQ',
  'BRANCH_MEMBER',
];

/** The trees of TreeEnsemble (operator set 5 of ai.onnx.ml). */
export function readTreeEnsemble(node: FloatNode): Tree[] {
  const [features, splits, modes] = ['nodes_featureids', 'nodes_splits', 'nodes_modes'].map((name) =>
    numbersOf(node, name),
  ) as [number[], number[], number[]];
  const [trueIds, trueLeafs, falseIds, falseLeafs] = [
    'nodes_truenodeids',
    'nodes_trueleafs',
    'nodes_falsenodeids',
    'nodes_falseleafs',
  ].map((name) => numbersOf(node, name)) as [number[], number[], number[], number[]];
  const targets = numbersOf(node, 'leaf_targetids');
  const weights = numbersOf(node, 'leaf_weights');
  const build = (index: number, isLeaf: boolean): Tree => {
    if (isLeaf) return { weights: [[targets[index]!, weights[index]!]] };
    const mode = MODES[modes[index]!]!;
    if (mode === 'BRANCH_MEMBER') {
      throw new UnsupportedError(
        'it asks whether a feature is a member of a set (BRANCH_MEMBER)',
        'Export the trees with thresholds.',
      );
    }
    return {
      feature: features[index]!,
      threshold: splits[index]!,
      mode,
      whenTrue: build(trueIds[index]!, trueLeafs[index] !== 0),
      whenFalse: build(falseIds[index]!, falseLeafs[index] !== 0),
    };
  };
  // A tree that is one leaf is written as a branch with two equal leaves.
  return numbersOf(node, 'tree_roots').map((root) => build(root, false));
}
