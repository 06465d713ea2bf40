import type { IntegerGraph, IntegerLinear, IntegerMax } from '../../../graph/integer-graph.ts';
import { intervalAt, type Intervals } from '../../../graph/intervals.ts';
import { linearMap } from '../../../graph/linear-map.ts';
import {
  type Bracket,
  type DifferenceRange,
  planTournament,
  planTournamentOfRanges,
  subtractRanges,
} from './max-tournament.ts';

/** Larger windows would take more differences than they are worth (their number goes with the square). */
const EXACT_CANDIDATES = 16;

/**
 * Plans the tournament of one window, given its elements. Neighbouring sums of a convolution read mostly the same
 * values, and what they share cancels out: a - b is itself a weighted sum of the layer's inputs, with a smaller interval
 * than the two have apart (a bit less a comparison on LeNet-5).
 */
export function windowTournament(
  node: IntegerMax,
  graph: IntegerGraph,
  intervals: ReadonlyMap<string, Intervals>,
): (elements: readonly number[]) => Bracket {
  const own = intervals.get(node.input)!;
  const rangeOf = (element: number) => intervalAt(own, element);
  const candidates = node.window.kernel.reduce((size, length) => size * length, 1);
  const linear = producingLinear(node.input, graph);
  if (!linear || candidates > EXACT_CANDIDATES)
    return (elements) => planTournamentOfRanges(elements, rangeOf);
  const exact = linearDifferences(linear, intervals.get(linear.input)!);
  return (elements) =>
    planTournament(elements, (a, b) => exact(a, b) ?? subtractRanges(rangeOf(a), rangeOf(b)));
}

/** The linear node whose result a tensor is, if only renamings lie between. */
export function producingLinear(tensor: string, graph: IntegerGraph): IntegerLinear | undefined {
  const producer = graph.nodes.find(({ output }) => output === tensor);
  if (producer?.kind === 'view' && producer.map === undefined)
    return producingLinear(producer.inputs[0]!, graph);
  return producer?.kind === 'linear' ? producer : undefined;
}

/** The exact range of the difference of two outputs; undefined where doubles might not hold it. */
function linearDifferences(
  { form, weights, bias }: IntegerLinear,
  input: Intervals,
): (a: number, b: number) => DifferenceRange | undefined {
  const map = linearMap(form);
  const combined = new Float64Array(map.inputSize);
  const lowest = combined.map((_, source) => Number(intervalAt(input, source).low));
  const highest = combined.map((_, source) => Number(intervalAt(input, source).high));
  const biasOf = (output: number) => bias[Math.floor(output / map.inner) % map.channels]!;
  return (a, b) => {
    const add = (source: number, index: number) => void (combined[source]! += weights[index]!);
    const subtract = (source: number, index: number) => void (combined[source]! -= weights[index]!);
    map.row(a, add);
    map.row(b, subtract);
    let low = biasOf(a) - biasOf(b);
    let high = low;
    // No sum on the way is larger than this; below 2^53 it is exact itself, and so are they.
    let largest = Math.abs(biasOf(a)) + Math.abs(biasOf(b));
    const collect = (source: number, index: number) => {
      const weight = combined[source]!;
      combined[source] = 0;
      const atLow = weight * lowest[source]!;
      const atHigh = weight * highest[source]!;
      low += Math.min(atLow, atHigh);
      high += Math.max(atLow, atHigh);
      largest += Math.abs(weights[index]!) + Math.abs(weight) + Math.abs(atLow) + Math.abs(atHigh);
    };
    map.row(a, collect);
    map.row(b, collect);
    return largest <= Number.MAX_SAFE_INTEGER ? { low: BigInt(low), high: BigInt(high) } : undefined;
  };
}
