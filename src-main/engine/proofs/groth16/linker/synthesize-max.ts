import type { IntegerGraph, IntegerMax } from '../../../graph/integer-graph.ts';
import { product, windowTaps } from '../../../graph/linear-map.ts';
import type { CircuitBackend, Source } from './circuit-backend.ts';
import { type CircuitTensor, combinationTensor } from './circuit-tensor.ts';
import { compareExchange } from './compare-exchange.ts';
import type { Bracket } from './max-tournament.ts';
import { windowTournament } from './plan-max.ts';
import type { SynthesisContext } from './synthesize.ts';

/**
 * A tournament of pairwise maxima in every window. Each is a combination of its candidates and of digits, so the
 * whole tournament reads the accumulators themselves, and the result gets a wire only where no rescale reads it.
 */
export function synthesizeMax(
  node: IntegerMax,
  graph: IntegerGraph,
  context: SynthesisContext,
): CircuitTensor {
  const source = context.tensors.get(node.input)!;
  const windows = windowTaps(node.window);
  const area = product(node.window.inputSpatial);
  const planOf = windowTournament(node, graph, context.intervals);
  const results = Array.from({ length: node.channels * windows.length }, (_, output) => {
    const base = Math.floor(output / windows.length) * area;
    const { offsets } = windows[output % windows.length]!;
    const elements = Array.from(offsets, (offset) => base + offset);
    return playBracket(planOf(elements), source, context.backend);
  });
  // A combination with halves cannot stand in a sum of others; a rescale takes it as it is.
  const isWired = !context.readers.isReadOnlyByRescale(node.output);
  const options = { terms: source.terms * product(node.window.kernel), isWired };
  return combinationTensor(results.length, (index) => results[index]!, options, context);
}

function playBracket(bracket: Bracket, tensor: CircuitTensor, backend: CircuitBackend): Source {
  if (typeof bracket === 'number') return tensor.element(bracket);
  const a = playBracket(bracket.a, tensor, backend);
  const b = playBracket(bracket.b, tensor, backend);
  return compareExchange(a, b, bracket.width, backend).greater;
}
