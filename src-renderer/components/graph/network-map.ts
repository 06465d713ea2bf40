import type { CallResult } from '../../../src-main/api/contract.ts';

export type Network = CallResult<'inspectNetwork'>;

/** What stands in the graph: an input, an operator or an output. */
export interface GraphItem {
  /** Another one for an input, an operator and an output of one name. */
  id: string;
  kind: 'input' | 'operator' | 'output';
  /** The operator; "Input" or "Output". */
  title: string;
  /** Name in the network. */
  name: string;
  shape: readonly number[] | null;
  parameterCount: number;
  attributes: readonly { name: string; text: string }[];
  inputs: readonly string[];
  outputs: readonly string[];
  supported: boolean;
  reason: string | null;
  remedy: string | null;
}

/** A network by its items, and who reads whom; everything by the place in `items`. */
export interface NetworkMap {
  items: readonly GraphItem[];
  byId: ReadonlyMap<string, number>;
  /** From one item to another. */
  edges: readonly { from: number; to: number }[];
  before: readonly (readonly number[])[];
  after: readonly (readonly number[])[];
  unsupported: readonly number[];
}

export function mapNetwork({ inputs, outputs, nodes, edges }: Network): NetworkMap {
  const items: GraphItem[] = [
    ...inputs.map((port) => portItem('input', port)),
    ...nodes.map(({ id, operator, ...node }): GraphItem => ({
      ...node,
      id: `node ${id}`,
      kind: 'operator',
      title: operator,
      name: id,
    })),
    ...outputs.map((port) => portItem('output', port)),
  ];
  const byId = new Map(items.map(({ id }, index) => [id, index]));
  const placed = edges.flatMap(({ from, to }) => {
    const source = byId.get(`node ${from}`) ?? byId.get(`input ${from}`);
    const target = byId.get(`node ${to}`) ?? byId.get(`output ${to}`);
    return source === undefined || target === undefined ? [] : [{ from: source, to: target }];
  });
  const before: number[][] = items.map(() => []);
  const after: number[][] = items.map(() => []);
  for (const { from, to } of placed) {
    if (after[from]!.includes(to)) continue;
    after[from]!.push(to);
    before[to]!.push(from);
  }
  return {
    items,
    byId,
    edges: after.flatMap((readers, from) => readers.map((to) => ({ from, to }))),
    before,
    after,
    unsupported: items.flatMap(({ supported }, index) => (supported ? [] : [index])),
  };
}

function portItem(
  kind: 'input' | 'output',
  { name, shape }: { name: string; shape: readonly number[] },
): GraphItem {
  return {
    id: `${kind} ${name}`,
    kind,
    title: kind === 'input' ? 'Input' : 'Output',
    name,
    shape,
    parameterCount: 0,
    attributes: [],
    inputs: kind === 'output' ? [name] : [],
    outputs: kind === 'input' ? [name] : [],
    supported: true,
    reason: null,
    remedy: null,
  };
}

/** "1 × 6 × 24 × 24"; a scalar has no sizes. */
export function shapeText(shape: readonly number[] | null): string {
  if (shape === null) return 'shape unknown';
  return shape.length === 0 ? 'a single value' : shape.join(' × ');
}

/** Items whose operator or name has these words. */
export function searchItems({ items }: NetworkMap, words: string): number[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return [];
  return items.flatMap(({ title, name }, index) =>
    `${title} ${name}`.toLowerCase().includes(wanted) ? [index] : [],
  );
}
