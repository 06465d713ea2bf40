import type { CallResult } from '../../api/contract.ts';
import type { AttributeValue, ElementType, FloatNode } from '../graph/float-graph.ts';
import { freshNames } from '../graph/lowering/fresh-names.ts';
import type { OperatorFinding } from '../graph/lowering/lower-graph.ts';

type Outline = CallResult<'inspectNetwork'>;

export interface OutlinedPort {
  name: string;
  shape: number[];
  elementType: ElementType;
}

/** As much of a graph as an outline shows. */
export interface OutlinedGraph {
  inputs: readonly OutlinedPort[];
  outputs: readonly OutlinedPort[];
  nodes: readonly FloatNode[];
  constants: ReadonlyMap<string, { shape: number[]; elementType: ElementType; values?: Float64Array }>;
  /** Of tensors that are no constants, as far as they are known. */
  shapes: ReadonlyMap<string, number[]>;
}

/** More entries of a list are counted. */
const SHOWN_VALUES = 8;

/**
 * A graph for a person to look at: nodes with what parametrises them, edges for what flows.
 * @param findings one for each node, in their order
 */
export function outlineNetwork(
  graph: OutlinedGraph,
  findings: readonly OperatorFinding[],
  endsWithSoftmax: boolean,
): Outline {
  const ports = (from: readonly OutlinedPort[]) =>
    from.map(({ name, shape, elementType }) => ({ name, shape, elementType }));
  // A node may have the name of an input or an output; an edge has to tell them apart.
  const fresh = freshNames([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const ids = graph.nodes.map(({ name }) => fresh(name));
  const sizeOf = (name: string) => {
    const constant = graph.constants.get(name);
    return constant?.elementType === 'float' ? size(constant.shape) : 0;
  };
  return {
    inputs: ports(graph.inputs),
    outputs: ports(graph.outputs),
    parameterCount: [...graph.constants.keys()].reduce((sum, name) => sum + sizeOf(name), 0),
    endsWithSoftmax,
    supported: findings.every(({ supported }) => supported),
    nodes: graph.nodes.map((node, index) => {
      const { supported, reason = null, remedy = null } = findings[index]!;
      const inputs = node.inputs.filter((name) => name !== '');
      const constants = [...new Set(inputs)].filter((name) => graph.constants.has(name));
      return {
        id: ids[index]!,
        operator: node.operator,
        inputs,
        outputs: node.outputs.filter((name) => name !== ''),
        shape: graph.shapes.get(node.outputs[0] ?? '') ?? null,
        parameterCount: constants.reduce((sum, name) => sum + sizeOf(name), 0),
        attributes: [
          ...[...node.attributes].flatMap(([name, value]) => attributeLine(name, value)),
          ...constants.map((name) => ({ name, text: constantText(graph.constants.get(name)!) })),
        ],
        supported,
        reason,
        remedy,
      };
    }),
    edges: edgesOf(graph, ids),
  };
}

function edgesOf(
  { inputs, outputs, nodes, shapes }: OutlinedGraph,
  ids: readonly string[],
): Outline['edges'] {
  const makers = new Map(inputs.map(({ name }) => [name, name]));
  nodes.forEach((node, index) => {
    for (const output of node.outputs) if (output !== '') makers.set(output, ids[index]!);
  });
  const edges: Outline['edges'] = [];
  const connect = (tensor: string, to: string) => {
    const from = makers.get(tensor);
    if (from !== undefined) edges.push({ from, to, tensor, shape: shapes.get(tensor) ?? null });
  };
  nodes.forEach((node, index) => {
    for (const tensor of new Set(node.inputs)) connect(tensor, ids[index]!);
  });
  for (const { name } of outputs) connect(name, name);
  return edges;
}

/** A graph inside a node has no text. */
function attributeLine(name: string, value: AttributeValue): { name: string; text: string }[] {
  if (Array.isArray(value) && value.length === 0) return [];
  return [{ name, text: attributeText(value) }];
}

function attributeText(value: AttributeValue): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? listText(value) : constantText(value);
}

function constantText({ shape, values }: { shape: number[]; values?: Float64Array }): string {
  if (!values || values.length > SHOWN_VALUES) return `tensor [${shape.join(', ')}]`;
  return shape.length === 0 ? numberText(values[0] ?? 0) : listText([...values]);
}

function listText(values: readonly (number | string)[]): string {
  const shown = values
    .slice(0, SHOWN_VALUES)
    .map((value) => (typeof value === 'number' ? numberText(value) : value));
  const rest = values.length - shown.length;
  return `[${shown.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}]`;
}

/** Attributes are 32-bit floats, of which not every digit was meant. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}
