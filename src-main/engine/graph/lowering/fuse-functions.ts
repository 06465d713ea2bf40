import { inputsOf } from '../integer-graph.ts';
import type { LoweredGraph, LoweredNode } from '../lowered-graph.ts';

/** A tensor as a function of another, element by element. */
interface Expression {
  /** Undefined for one number. */
  root?: string;
  evaluate(x: number): number;
  /** Tables, products, divisions and roots on the way. */
  steps: number;
  hasTable: boolean;
}

/**
 * Exporters write smooth activations out (GELU by tanh, x * sigmoid(x), ...). Where a tensor is a function of one other
 * tensor, element by element, and a table is needed on the way anyhow, one table gives it; what nobody reads any more
 * is left out. Rounding and comparisons are never fused: a table of straight lines would blur their steps.
 */
export function fuseFunctions(graph: LoweredGraph): LoweredGraph {
  const expressions = new Map<string, Expression>();
  const readers = countReaders(graph);
  const onlyReader = (node: LoweredNode, root: string | undefined) =>
    inputsOf(node).every((name) => name === root || readers.get(name) === 1);
  const nodes = graph.nodes.map((node): LoweredNode => {
    const expression = expressionOf(node, (name) => expressions.get(name) ?? itself(name));
    if (!expression) return node;
    expressions.set(node.output, expression);
    const { root, evaluate, steps, hasTable } = expression;
    // A sum that is the only reader of a table joins it; were there others, it would cost a second table.
    const isWorthwhile = isStep(node) ? steps >= 2 : node.kind === 'sum' && onlyReader(node, root);
    if (root === undefined || !hasTable || !isWorthwhile) return node;
    const { name, operator, output } = node;
    return { kind: 'function', name, operator, output, input: root, evaluate: finite(evaluate) };
  });
  return { ...graph, nodes: withoutUnread(nodes, graph) };
}

function countReaders({ nodes, outputs }: LoweredGraph): Map<string, number> {
  const readers = new Map<string, number>();
  for (const name of [...nodes.flatMap((node) => inputsOf(node)), ...outputs.map((output) => output.name)]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}

function itself(root: string): Expression {
  return { root, evaluate: (x) => x, steps: 0, hasTable: false };
}

function isStep({ kind }: LoweredNode): boolean {
  return kind === 'function' || kind === 'product' || kind === 'divide' || kind === 'root';
}

function expressionOf(node: LoweredNode, of: (name: string) => Expression): Expression | undefined {
  const evaluate = elementwise(node);
  const operands = inputsOf(node).map(of);
  const roots = new Set(operands.flatMap(({ root }) => root ?? []));
  if (!evaluate || roots.size > 1) return undefined;
  return {
    root: [...roots][0],
    evaluate: (x) => evaluate(operands.map((operand) => operand.evaluate(x))),
    steps: operands.reduce((sum, { steps }) => sum + steps, Number(isStep(node))),
    hasTable: node.kind === 'function' || operands.some(({ hasTable }) => hasTable),
  };
}

/** What a node does to each element, from the elements of its inputs at the same place. */
function elementwise(node: LoweredNode): ((values: number[]) => number) | undefined {
  switch (node.kind) {
    case 'function':
      return ([x]) => node.evaluate(x!);
    case 'product':
      return ([a, b]) => a! * b!;
    case 'divide':
      return ([a, b]) => a! / b!;
    case 'root':
      return ([x]) => Math.sqrt(Math.max(0, x!));
    case 'sum': {
      const { bias, coefficients } = node;
      if (bias.length > 1) return undefined;
      return (values) => values.reduce((sum, value, index) => sum + coefficients[index]! * value, bias[0]!);
    }
    case 'constant': {
      const [first = 0] = node.values;
      return node.values.every((value) => value === first) ? () => first : undefined;
    }
    case 'view':
      return node.map === undefined ? ([x]) => x! : undefined;
    default:
      return undefined;
  }
}

/** A quotient is asked near the zeros of its divisor as well. */
function finite(evaluate: (x: number) => number): (x: number) => number {
  return (x) => {
    const value = evaluate(x);
    return Number.isFinite(value) ? value : 0;
  };
}

function withoutUnread(nodes: readonly LoweredNode[], { outputs }: LoweredGraph): LoweredNode[] {
  const read = new Set(outputs.map(({ name }) => name));
  const kept = nodes.toReversed().filter((node) => {
    if (!read.has(node.output)) return false;
    for (const name of inputsOf(node)) read.add(name);
    return true;
  });
  return kept.reverse();
}
