import { inputsOf } from '../integer-graph.ts';
import type { LoweredGraph, LoweredNode } from '../lowered-graph.ts';

/** Kinds that cost constraints and say with plain numbers what they do. */
const SHARED: ReadonlySet<LoweredNode['kind']> = new Set([
  'product',
  'divide',
  'root',
  'compare',
  'floor',
  'oneHot',
  'sort',
  'max',
]);

/** Kinds that cost nothing, but must be seen through to find equal ones behind them. */
const TRANSPARENT: ReadonlySet<LoweredNode['kind']> = new Set(['sum', 'view', 'constant']);

/** Most numbers that are compared to tell two nodes apart. */
const MOST_NUMBERS = 2 ** 12;

/**
 * Computes once what several operators ask for: two Gathers with the same index, comparisons that a model repeats. The
 * others become views, which cost nothing.
 */
export function shareEqualNodes(graph: LoweredGraph): LoweredGraph {
  const firsts = new Map<string, string>();
  /** Tensors to the first tensor that equals them for every input. */
  const equals = new Map<string, string>();
  const shared = new Set<string>();
  const nodes = graph.nodes.map((original): LoweredNode => {
    const node = withInputs(original, (name) => (shared.has(name) ? equals.get(name)! : name));
    const first = firstEqual(node, equals, firsts);
    equals.set(node.output, first);
    if (first === node.output || !SHARED.has(node.kind)) return node;
    shared.add(node.output);
    const { name, operator, output } = node;
    return { kind: 'view', name, operator, inputs: [first], output };
  });
  return { ...graph, nodes };
}

function firstEqual(
  node: LoweredNode,
  equals: ReadonlyMap<string, string>,
  firsts: Map<string, string>,
): string {
  if (node.kind === 'view' && !node.map) return equals.get(node.inputs[0]!) ?? node.inputs[0]!;
  const description = describe(node, equals);
  if (description === undefined) return node.output;
  const first = firsts.get(description) ?? node.output;
  firsts.set(description, first);
  return first;
}

/** What a node computes, as a text that only equal nodes have; undefined where that is not said in a few numbers. */
function describe(node: LoweredNode, equals: ReadonlyMap<string, string>): string | undefined {
  if (!SHARED.has(node.kind) && !TRANSPARENT.has(node.kind)) return undefined;
  const parameters: Record<string, unknown> = {
    ...node,
    inputs: inputsOf(node).map((input) => equals.get(input) ?? input),
  };
  for (const name of ['name', 'operator', 'output', 'input']) delete parameters[name];
  let numbers = 0;
  for (const [name, entry] of Object.entries(parameters)) {
    if (!ArrayBuffer.isView(entry)) continue;
    const list = entry as Float64Array | Int32Array;
    numbers += list.length;
    if (numbers > MOST_NUMBERS) return undefined;
    parameters[name] = Array.from(list);
  }
  return JSON.stringify(parameters);
}

function withInputs(node: LoweredNode, current: (name: string) => string): LoweredNode {
  if ('input' in node) return { ...node, input: current(node.input) };
  return 'inputs' in node ? ({ ...node, inputs: node.inputs.map(current) } as LoweredNode) : node;
}
