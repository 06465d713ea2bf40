import type { IntegerGraph, IntegerMax, IntegerNode, IntegerRescale } from '../../../graph/integer-graph.ts';
import { intervalAt, staticIntervals } from '../../../graph/intervals.ts';
import { product, windowTaps } from '../../../graph/linear-map.ts';
import { planRescale } from './plan-rescale.ts';
import { differenceWidth } from './synthesize-max.ts';

/**
 * Moves a max pool before the rescale it reads where that takes fewer rows. A rescale is monotone and has one shift a
 * channel, so max(rescale(x)) = rescale(max(x)): the integers stay the same to the bit, and with a 2x2 window only a
 * quarter of the accumulators is ever cut into bits, at the price of wider comparisons.
 */
export function exchangeMax(graph: IntegerGraph): IntegerGraph {
  let current = graph;
  for (const node of graph.nodes) {
    if (node.kind !== 'max') continue;
    const exchanged = exchangeOne(current, node);
    if (exchanged && countRows(exchanged, node.name) < countRows(current, node.name)) current = exchanged;
  }
  return current;
}

function exchangeOne(graph: IntegerGraph, max: IntegerMax): IntegerGraph | undefined {
  const rescale = graph.nodes.find((node) => node.output === max.input);
  if (rescale?.kind !== 'rescale' || isReadElsewhere(graph, rescale.output)) return undefined;
  const area = product(max.window.inputSpatial);
  if (rescale.inner % area !== 0 && rescale.shifts.length > 1) return undefined;
  const pooled = `${max.output}#accumulator`;
  const first: IntegerMax = { ...max, input: rescale.input, output: pooled };
  const inner = (rescale.inner / area) * product(max.window.outputSpatial);
  const second: IntegerRescale = { ...rescale, input: pooled, output: max.output, inner: Math.max(1, inner) };
  const nodes = graph.nodes.flatMap((node): IntegerNode[] =>
    node === max ? [first, second] : node === rescale ? [] : [node],
  );
  return { ...graph, nodes };
}

function isReadElsewhere(graph: IntegerGraph, tensor: string): boolean {
  const readers = graph.nodes.filter(({ input }) => input === tensor).length;
  return readers !== 1 || graph.outputs.some(({ name }) => name === tensor);
}

/** Rows of a pool and of the rescale beside it, with the wires that accumulators need to be compared. */
function countRows(graph: IntegerGraph, name: string): number {
  const intervals = staticIntervals(graph);
  const max = graph.nodes.find((node): node is IntegerMax => node.kind === 'max' && node.name === name)!;
  const beside = graph.nodes.filter(
    (node): node is IntegerRescale =>
      node.kind === 'rescale' && (node.output === max.input || node.input === max.output),
  );
  const input = intervals.get(max.input)!;
  const windows = windowTaps(max.window);
  const area = product(max.window.inputSpatial);
  const producer = graph.nodes.find(({ output }) => output === max.input);
  let rows = producer?.kind === 'linear' ? max.channels * area : 0;
  for (let channel = 0; channel < max.channels; channel++) {
    for (const { offsets } of windows) {
      const interval = intervalAt(input, channel * area + offsets[0]!);
      rows += (offsets.length - 1) * (differenceWidth(interval, interval) + 3);
    }
  }
  for (const rescale of beside) {
    const size = rescale.output === max.input ? max.channels * area : max.channels * windows.length;
    for (let element = 0; element < size; element++) {
      const { low, high } = intervalAt(intervals.get(rescale.input)!, element);
      const shift = rescale.shifts[Math.floor(element / rescale.inner) % rescale.shifts.length]!;
      rows += planRescale(low, high, shift, rescale).rows;
    }
  }
  return rows;
}
