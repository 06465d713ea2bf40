import type { IntegerGraph, IntegerLinear, IntegerMax } from '../../../graph/integer-graph.ts';
import { intervalAt, type Intervals } from '../../../graph/intervals.ts';
import { linearMap } from '../../../graph/linear-map.ts';
import { type DifferenceRange, subtractRanges } from './max-tournament.ts';

/** Larger windows would take more differences than they are worth (their number goes with the square). */
const EXACT_CANDIDATES = 16;

/** The range of a - b for two elements of the tensor that a max node reads. */
export type Differences = (a: number, b: number) => DifferenceRange;

/**
 * How far two candidates of a window can be apart. Neighbouring sums of a convolution read mostly the same values, and
 * what they share cancels out: a - b is itself a weighted sum of the layer's inputs, with a smaller interval than the
 * two have apart (a bit less a comparison on LeNet-5).
 */
export function windowDifferences(
  node: IntegerMax,
  graph: IntegerGraph,
  intervals: ReadonlyMap<string, Intervals>,
): Differences {
  const own = intervals.get(node.input)!;
  const apart: Differences = (a, b) => subtractRanges(intervalAt(own, a), intervalAt(own, b));
  const candidates = node.window.kernel.reduce((size, length) => size * length, 1);
  const linear = producingLinear(node.input, graph);
  if (!linear || candidates > EXACT_CANDIDATES) return apart;
  const exact = linearDifferences(linear, intervals.get(linear.input)!);
  return (a, b) => exact(a, b) ?? apart(a, b);
}

/** The linear node whose result a tensor is, if only views lie between. */
export function producingLinear(tensor: string, graph: IntegerGraph): IntegerLinear | undefined {
  const producer = graph.nodes.find(({ output }) => output === tensor);
  if (producer?.kind === 'view') return producingLinear(producer.input, graph);
  return producer?.kind === 'linear' ? producer : undefined;
}

/** The exact range of the difference of two outputs; undefined where doubles do not hold it. */
function linearDifferences(
  { form, weights, bias }: IntegerLinear,
  input: Intervals,
): (a: number, b: number) => DifferenceRange | undefined {
  const map = linearMap(form);
  const combined = new Float64Array(map.inputSize);
  const channelOf = (output: number) => Math.floor(output / map.inner) % map.channels;
  return (a, b) => {
    const sources: number[] = [];
    const addRow = (output: number, sign: 1 | -1) =>
      map.row(output, (source, index) => {
        combined[source]! += sign * weights[index]!;
        sources.push(source);
      });
    addRow(a, 1);
    addRow(b, -1);
    let low = bias[channelOf(a)]! - bias[channelOf(b)]!;
    let high = low;
    let exact = Number.isSafeInteger(low);
    for (const source of sources) {
      const weight = combined[source]!;
      if (weight === 0) continue;
      combined[source] = 0;
      const range = intervalAt(input, source);
      const [atLow, atHigh] = [weight * Number(range.low), weight * Number(range.high)];
      low += Math.min(atLow, atHigh);
      high += Math.max(atLow, atHigh);
      exact &&= [weight, atLow, atHigh, low, high].every(Number.isSafeInteger);
    }
    return exact ? { low: BigInt(low), high: BigInt(high) } : undefined;
  };
}
