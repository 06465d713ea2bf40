import { AppError } from '../../../api/errors.ts';
import type { FloatGraph, FloatNode } from '../float-graph.ts';
import type { LoweredGraph, LoweredNode } from '../lowered-graph.ts';
import { activations } from './activations.ts';
import { arithmetic } from './arithmetic.ts';
import { batchNormalization } from './batch-normalization.ts';
import { bits } from './bits.ts';
import { comparison } from './comparison.ts';
import { fuseFunctions } from './fuse-functions.ts';
import { functions } from './functions.ts';
import { logic } from './logic.ts';
import { normalization } from './normalization.ts';
import { power } from './power.ts';
import { quantized } from './quantized.ts';
import { quantizedProducts } from './quantized-products.ts';
import { reductions } from './reductions.ts';
import { refusal, refused } from './refused.ts';
import { rounding } from './rounding.ts';
import { softmax } from './softmax.ts';
import { concat } from './concat.ts';
import { convolution } from './convolution.ts';
import { categories } from './categories.ts';
import { cumulativeSum } from './cumulative-sum.ts';
import { einsum } from './einsum.ts';
import { featureVectors } from './feature-vectors.ts';
import { freshNames } from './fresh-names.ts';
import { gather } from './gather.ts';
import { insertRescales } from './insert-rescales.ts';
import { knownValues } from './known-values.ts';
import { linearModels } from './linear-models.ts';
import { matrix } from './matrix.ts';
import { oneHot } from './one-hot.ts';
import { type LoweringContext, type OperatorLowering, UnsupportedError } from './operator-lowering.ts';
import { pad } from './pad.ts';
import { pool } from './pool.ts';
import { recurrent } from './recurrent.ts';
import { responseNormalization } from './response-normalization.ts';
import { resize } from './resize.ts';
import { scatter } from './scatter.ts';
import { shape } from './shape.ts';
import { shareEqualNodes } from './share-equal-nodes.ts';
import { slicing } from './slice.ts';
import { sorting } from './sorting.ts';
import { supportVectors } from './support-vectors.ts';
import { transposedConvolution } from './transposed-convolution.ts';
import { trees } from './trees.ts';
import { views } from './views.ts';

/** Every family of operators that becomes primitives. */
export const LOWERINGS: readonly OperatorLowering[] = [
  matrix,
  convolution,
  pool,
  activations,
  arithmetic,
  batchNormalization,
  bits,
  comparison,
  functions,
  logic,
  normalization,
  power,
  quantized,
  quantizedProducts,
  reductions,
  responseNormalization,
  rounding,
  softmax,
  shape,
  views,
  concat,
  slicing,
  pad,
  resize,
  recurrent,
  transposedConvolution,
  knownValues,
  cumulativeSum,
  gather,
  scatter,
  oneHot,
  sorting,
  einsum,
  trees,
  linearModels,
  supportVectors,
  featureVectors,
  categories,
];

/** One line of the operator report. */
export interface OperatorFinding {
  node: string;
  operator: string;
  supported: boolean;
  /** Where not supported: why, and what to do. */
  reason?: string;
  remedy?: string;
}

const SUPPORTED_OPERATORS: readonly string[] = LOWERINGS.flatMap(({ operators }) => operators).sort();

/** Tries to lower every node and says of each whether it can be proven. */
export function reportOperators(graph: FloatGraph): OperatorFinding[] {
  return lowerNodes(graph).findings;
}

/** Most nodes that an error names; the rest is counted. */
const NAMED = 5;

/** @throws AppError `model-unsupported-operator` naming the nodes that cannot be proven */
export function refuseUnsupported(operators: readonly OperatorFinding[]): void {
  const refused = operators.filter(({ supported }) => !supported);
  const [first] = refused;
  if (!first) return;
  const list = refused
    .slice(0, NAMED)
    .map(({ operator, node, reason }) => `${operator} at node "${node}" (${reason})`);
  const rest = refused.length > NAMED ? `, and ${refused.length - NAMED} more` : '';
  throw new AppError(
    'model-unsupported-operator',
    `${refused.length} of ${operators.length} nodes cannot be proven as yet: ${list.join(', ')}${rest}.`,
    first.remedy ?? '',
  );
}

/**
 * The float graph in primitives.
 * @throws AppError `model-unsupported-operator`
 */
export function lowerGraph(graph: FloatGraph): LoweredGraph {
  const { nodes, findings } = lowerNodes(graph);
  refuseUnsupported(findings);
  const { inputs, outputs, shapes } = graph;
  return insertRescales(fuseFunctions(shareEqualNodes({ inputs, outputs, shapes, nodes })));
}

function lowerNodes(graph: FloatGraph): { nodes: LoweredNode[]; findings: OperatorFinding[] } {
  const nodes: LoweredNode[] = [];
  const context = createContext(graph, nodes);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const findings = graph.nodes.map((node): OperatorFinding => {
    const refusal = tryLower(node, context) ?? refuseKnown(node, outputs, context);
    const base = { node: node.name, operator: node.operator };
    return refusal
      ? { ...base, supported: false, reason: refusal.reason, remedy: refusal.remedy }
      : { ...base, supported: true };
  });
  return { nodes, findings };
}

/**
 * What can be said of an operator without its network: one that no circuit can have, or that no rule knows.
 * @returns undefined where there is a rule, which may still refuse this use of it
 */
export function refuseByName(node: Pick<FloatNode, 'operator' | 'domain'>): UnsupportedError | undefined {
  const rule = findRule(node);
  if (rule === refused) return refusal(node.operator);
  return rule ? undefined : withoutRule();
}

function findRule({ operator, domain: wanted }: Pick<FloatNode, 'operator' | 'domain'>) {
  return [...LOWERINGS, refused].find(
    ({ domain = '', operators }) => domain === wanted && operators.includes(operator),
  );
}

function withoutRule(): UnsupportedError {
  return new UnsupportedError(
    'no rule turns it into a circuit as yet',
    `Replace it with supported operators: ${SUPPORTED_OPERATORS.join(', ')}.`,
  );
}

function tryLower(node: FloatNode, context: LoweringContext): UnsupportedError | undefined {
  const rule = findRule(node);
  if (!rule) return withoutRule();
  try {
    rule.lower(node, context);
    return undefined;
  } catch (error) {
    if (error instanceof UnsupportedError) return error;
    throw error;
  }
}

function refuseKnown(
  node: FloatNode,
  outputs: ReadonlySet<string>,
  context: LoweringContext,
): UnsupportedError | undefined {
  const known = node.outputs.find((name) => outputs.has(name) && context.constant(name));
  return known === undefined
    ? undefined
    : new UnsupportedError(
        `the output "${known}" is the same for every input`,
        'Leave that output away when exporting: there is nothing to prove about it.',
      );
}

function createContext(graph: FloatGraph, nodes: LoweredNode[]): LoweringContext {
  const producers = new Map<string, LoweredNode>();
  const consumers = new Map<string, number>();
  for (const name of [
    ...graph.nodes.flatMap(({ inputs }) => inputs),
    ...graph.outputs.map((output) => output.name),
  ]) {
    consumers.set(name, (consumers.get(name) ?? 0) + 1);
  }
  const constants = new Map(graph.constants);
  const taken = freshNames([
    ...graph.inputs.map(({ name }) => name),
    ...graph.constants.keys(),
    ...graph.nodes.flatMap(({ outputs }) => outputs),
  ]);
  const madeUp = new Set<string>();
  /** Made-up names to the operator's outputs that took their place. */
  const renamed = new Map<string, string>();
  return {
    opset: graph.opset,
    dataType: (tensor) => graph.dataTypes.get(tensor) ?? 'float32',
    constant: (tensor) => constants.get(tensor),
    defineConstant: (tensor, shape, values) => constants.set(tensor, { shape, elementType: 'float', values }),
    maskedScores: new Map(),
    scoreOrders: new Map(),
    fresh(wanted) {
      const name = taken(wanted);
      madeUp.add(name);
      return name;
    },
    isMadeUp: (tensor) => madeUp.has(tensor),
    consumers: (tensor) => consumers.get(tensor) ?? 0,
    producer: (tensor) => producers.get(tensor),
    shape(tensor) {
      const found = graph.shapes.get(tensor) ?? constants.get(tensor)?.shape;
      if (!found) {
        throw new UnsupportedError(
          `the shape of "${tensor}" is not known before the model runs`,
          'Export the model with fixed shapes.',
        );
      }
      return found;
    },
    emit(node) {
      renameInputs(node, renamed);
      nodes.push(node);
      producers.set(node.output, node);
    },
    retarget(node, output) {
      renamed.set(node.output, output);
      producers.set(output, node);
      node.output = output;
      for (let index = nodes.length - 1; nodes[index] !== node; index--) renameInputs(nodes[index]!, renamed);
    },
  };
}

function renameInputs(node: LoweredNode, renamed: ReadonlyMap<string, string>): void {
  const current = (name: string) => renamed.get(name) ?? name;
  if ('input' in node) node.input = current(node.input);
  else if ('inputs' in node) node.inputs = node.inputs.map(current) as [string, string];
}
