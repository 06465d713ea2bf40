import { Random } from '../../circuits/support/random.ts';
import { randomGraph } from '../../circuits/support/random-graph.ts';
import { prove, randomInputs, type UniversalCase, universalCase } from './universal-case.ts';

const SIZES = [
  { nodes: 4, side: 4, bits: [2, 3, 4], weight: 3, maxShift: 3, outputBits: 16 },
  { nodes: 7, side: 4, bits: [3, 8, 16], weight: 90, maxShift: 12, outputBits: 60 },
];

/** Random graphs with random inputs and honest proofs, one a seed. */
export function* provenGraphs(
  first: number,
  count: number,
): Generator<{ seed: number; one: UniversalCase; proof: Uint8Array }> {
  for (let seed = first; seed < first + count; seed++) {
    const random = new Random(seed);
    const graph = randomGraph(random, SIZES[seed % 2]!);
    const one = universalCase(graph, randomInputs(graph, random), { limbBits: 3 + (seed % 4) });
    yield { seed, one, proof: prove(one, one.slots) };
  }
}
