import type { IntegerGraph, IntegerNode, IntegerPort } from '../graph/integer-graph.ts';
import { encodeNode } from '../graph/record/node.ts';

/** Where the graph of a record and the one made again from the network part. */
export interface GraphComparison {
  /** In words; the values of graphs of different structure are not compared. */
  structure: string[];
  weights: ValueComparison;
  tables: ValueComparison;
  constants: ValueComparison;
}

export interface ValueComparison {
  /** How many values there are. */
  count: number;
  /** In words, the first few. */
  differences: string[];
  /** How many differ. */
  different: number;
  /** How many lie on the edge between two integers, where floats of another machine round to the other side. */
  onEdge: number;
}

type Values = 'weights' | 'tables' | 'constants';

interface NodeValues {
  kind: Values;
  what: string;
  values: Float64Array;
}

/** So many differences are told one by one. */
const TOLD = 5;

/**
 * Compares a record with what the network and the choices of the quantization give. Each integer of the latter is a float
 * of the network divided by its step and rounded: an equal one is within half a step.
 * @param edges graphs from the network with all floats moved by a rounding error, down and up
 */
export function compareGraphs(
  record: IntegerGraph,
  network: IntegerGraph,
  edges: readonly IntegerGraph[],
): GraphComparison {
  const comparison: GraphComparison = {
    structure: compareStructure(record, network),
    weights: { count: 0, differences: [], different: 0, onEdge: 0 },
    tables: { count: 0, differences: [], different: 0, onEdge: 0 },
    constants: { count: 0, differences: [], different: 0, onEdge: 0 },
  };
  if (comparison.structure.length > 0) return comparison;
  const alike = edges.filter((edge) => compareStructure(record, edge).length === 0);
  record.nodes.forEach((node, index) => {
    const expected = valuesOf(network.nodes[index]!);
    const moved = alike.map((edge) => valuesOf(edge.nodes[index]!));
    valuesOf(node).forEach(({ kind, what, values }, part) => {
      compareValues(comparison[kind], node, what, values, expected[part]!.values, [
        ...moved.map((parts) => parts[part]!.values),
      ]);
    });
  });
  return comparison;
}

function compareValues(
  into: ValueComparison,
  { name, operator }: IntegerNode,
  what: string,
  values: Float64Array,
  expected: Float64Array,
  moved: readonly Float64Array[],
): void {
  into.count += values.length;
  values.forEach((value, index) => {
    const wanted = expected[index]!;
    if (value === wanted) return;
    const candidates = [wanted, ...moved.map((other) => other[index]!)];
    if (value >= Math.min(...candidates) && value <= Math.max(...candidates)) {
      into.onEdge += 1;
      return;
    }
    into.different += 1;
    if (into.differences.length < TOLD)
      into.differences.push(
        `${what} ${index} of "${name}" (${operator}) is ${value}, and the network gives ${wanted}`,
      );
  });
}

function valuesOf(node: IntegerNode): NodeValues[] {
  switch (node.kind) {
    case 'linear':
      return [
        { kind: 'weights', what: 'weight', values: node.weights },
        { kind: 'weights', what: 'bias', values: node.bias },
      ];
    case 'rescale':
      return node.lookup ? [{ kind: 'tables', what: 'table entry', values: node.lookup.entries }] : [];
    case 'sum':
      return [{ kind: 'constants', what: 'summand', values: node.bias }];
    case 'oneHot':
      return [{ kind: 'constants', what: 'start', values: node.starts }];
    case 'constant':
      return [{ kind: 'constants', what: 'constant', values: node.values }];
    default:
      return [];
  }
}

function compareStructure(record: IntegerGraph, network: IntegerGraph): string[] {
  const faults: string[] = [];
  const ports = [
    ['input', record.inputs, network.inputs],
    ['output', record.outputs, network.outputs],
  ] as const;
  for (const [what, ours, theirs] of ports) {
    const [a, b] = [ours.map(portText).join('; '), theirs.map(portText).join('; ')];
    if (a !== b) faults.push(`the ${what}s are ${a}, and the network gives ${b}`);
  }
  if (record.nodes.length !== network.nodes.length)
    faults.push(`the record has ${record.nodes.length} nodes, and the network gives ${network.nodes.length}`);
  const length = Math.min(record.nodes.length, network.nodes.length);
  for (let index = 0; index < length && faults.length < TOLD; index++) {
    const [ours, theirs] = [record.nodes[index]!, network.nodes[index]!];
    if (shapeOf(ours) !== shapeOf(theirs))
      faults.push(
        `node ${index} is a ${ours.kind} of "${ours.name}", and the network gives another ${theirs.kind} of "${theirs.name}"`,
      );
  }
  return faults;
}

function portText({ name, shape, bits, signed, scale }: IntegerPort): string {
  return `${name} [${shape.join(', ')}] ${bits} bits${signed ? ' signed' : ''} at ${scale.numerator}/${scale.denominator}`;
}

/** Everything of a node but its values. */
function shapeOf(node: IntegerNode): string {
  const lengths = valuesOf(node).map(({ values }) => values.length);
  return JSON.stringify([encodeNode(withoutValues(node)), lengths]);
}

const NONE = new Float64Array();

function withoutValues(node: IntegerNode): IntegerNode {
  switch (node.kind) {
    case 'linear':
      return { ...node, weights: NONE, bias: NONE };
    case 'rescale':
      return node.lookup ? { ...node, lookup: { ...node.lookup, entries: NONE } } : node;
    case 'sum':
      return { ...node, bias: NONE };
    case 'oneHot':
      return { ...node, starts: NONE };
    case 'constant':
      return { ...node, values: NONE };
    default:
      return node;
  }
}
