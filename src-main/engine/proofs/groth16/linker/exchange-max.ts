import {
  inputsOf,
  type IntegerGraph,
  type IntegerMax,
  type IntegerNode,
  type IntegerRescale,
} from '../../../graph/integer-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import { countRows } from './count-rows.ts';

/**
 * Moves a max pool before the rescale it reads where that takes fewer rows. A rescale is monotone and has one shift a
 * channel, so max(rescale(x)) = rescale(max(x)): the integers stay the same to the bit, and with a 2x2 window only a
 * quarter of the accumulators is ever cut into bits, at the price of wider comparisons.
 */
export function exchangeMax(graph: IntegerGraph): IntegerGraph {
  let current = graph;
  let rows: number | undefined;
  for (const node of graph.nodes) {
    if (node.kind !== 'max') continue;
    const exchanged = exchangeOne(current, node);
    if (!exchanged) continue;
    rows ??= countRows(current);
    const exchangedRows = countRows(exchanged);
    if (exchangedRows < rows) [current, rows] = [exchanged, exchangedRows];
  }
  return current;
}

function exchangeOne(graph: IntegerGraph, max: IntegerMax): IntegerGraph | undefined {
  const rescale = graph.nodes.find((node) => node.output === max.input);
  // Any other table need not be monotone.
  if (rescale?.kind !== 'rescale' || rescale.table === 'lookup') return undefined;
  if (isReadElsewhere(graph, rescale.output)) return undefined;
  const area = product(max.window.inputSpatial);
  if (rescale.inner % area !== 0 && rescale.shifts.length > 1) return undefined;
  const pooled = freshName(graph, `${max.output}#accumulator`);
  const first: IntegerMax = { ...max, input: rescale.input, output: pooled };
  const channelsAlike = rescale.shifts.length === 1 ? 1 : rescale.inner / area;
  const inner = channelsAlike * product(max.window.outputSpatial);
  const second: IntegerRescale = { ...rescale, input: pooled, output: max.output, inner };
  const nodes = graph.nodes.flatMap((node): IntegerNode[] =>
    node === max ? [first, second] : node === rescale ? [] : [node],
  );
  return { ...graph, nodes };
}

function isReadElsewhere(graph: IntegerGraph, tensor: string): boolean {
  const readers = graph.nodes.filter((node) => inputsOf(node).includes(tensor)).length;
  return readers !== 1 || graph.outputs.some(({ name }) => name === tensor);
}

function freshName(graph: IntegerGraph, name: string): string {
  const isTaken = [...graph.inputs, ...graph.nodes.map(({ output }) => ({ name: output }))].some(
    (tensor) => tensor.name === name,
  );
  return isTaken ? freshName(graph, `${name}#`) : name;
}
