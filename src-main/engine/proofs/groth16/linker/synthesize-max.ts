import type { IntegerGraph, IntegerMax } from '../../../graph/integer-graph.ts';
import { product, windowTaps } from '../../../graph/linear-map.ts';
import { maximum } from '../gadgets/maximum.ts';
import {
  type CircuitBackend,
  type Combination,
  denominatorOf,
  type Source,
  visitTerms,
} from './circuit-backend.ts';
import { type CircuitTensor, materialize, wireTensor } from './circuit-tensor.ts';
import { type Bracket, planTournament } from './max-tournament.ts';
import { windowDifferences } from './plan-max.ts';
import { readOnlyByOneRescale } from './synthesize-linear.ts';
import type { SynthesisContext } from './synthesize.ts';

interface Candidate {
  source: Source;
  value(): number | bigint;
}

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
  const difference = windowDifferences(node, graph, context.intervals);
  const candidate = (element: number): Candidate => ({
    source: source.element(element),
    value: () => context.valueOf(node.input, element),
  });
  const results = Array.from({ length: node.channels * windows.length }, (_, output) => {
    const base = Math.floor(output / windows.length) * area;
    const { offsets } = windows[output % windows.length]!;
    const elements = Array.from(offsets, (offset) => base + offset);
    return playBracket(planTournament(elements, difference), candidate, context.backend).source;
  });
  if (readOnlyByOneRescale(node.output, graph)) {
    return { size: results.length, element: (index) => results[index]! };
  }
  return wireTensor(Int32Array.from(results, (result) => materialize(result, context)));
}

function playBracket(
  bracket: Bracket,
  candidate: (element: number) => Candidate,
  backend: CircuitBackend,
): Candidate {
  if (typeof bracket === 'number') return candidate(bracket);
  const a = playBracket(bracket.a, candidate, backend);
  const b = playBracket(bracket.b, candidate, backend);
  return larger(a, b, bracket.width, backend);
}

/** (a + b + |a - b|) / 2, the digits of |a - b| from the gadget. */
function larger(a: Candidate, b: Candidate, width: number, backend: CircuitBackend): Candidate {
  const denominator = Math.max(denominatorOf(a.source), denominatorOf(b.source));
  const factorA = denominator / denominatorOf(a.source);
  const factorB = denominator / denominatorOf(b.source);
  const difference: Combination = {
    denominator,
    visit(add) {
      visitTerms(a.source, factorA, add);
      visitTerms(b.source, -factorB, add);
    },
    value: () => BigInt(a.value()) - BigInt(b.value()),
  };
  const first = backend.instantiate(maximum, [width], [difference]);
  const value = () => (a.value() >= b.value() ? a.value() : b.value());
  const source: Combination = {
    denominator: 2 * denominator,
    visit(add) {
      visitTerms(a.source, factorA, add);
      visitTerms(b.source, factorB, add);
      for (let index = 0; index < width; index++) add(first + index, BigInt(denominator) << BigInt(index));
    },
    value,
  };
  return { source, value };
}
