import { describe, expect, it } from 'vitest';
import { Random } from '../circuits/support/random.ts';
import { randomGraph } from '../circuits/support/random-graph.ts';
import { primitiveCases } from './support/primitive-cases.ts';
import { provenGraphs } from './support/random-graphs.ts';
import { knownMercury } from './support/kzg-setup.ts';
import { refusal } from './support/both-verifiers.ts';
import { prove, randomInputs, universalCase } from './support/universal-case.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 40);

describe('both universal verifiers accept honest proofs', () => {
  for (const [name, graph] of primitiveCases()) {
    it(`of ${name}`, () => {
      const random = new Random(SEED);
      for (let round = 0; round < 2; round++) {
        const one = universalCase(graph, randomInputs(graph, random));
        expect(refusal(one, prove(one, one.slots))).toBeUndefined();
      }
    });
  }

  it(`of ${ROUNDS} random graphs, from seed ${SEED}`, () => {
    for (const { seed, one, proof } of provenGraphs(SEED, ROUNDS))
      expect(refusal(one, proof), `seed ${seed}`).toBeUndefined();
  });

  it('with commitments that are opened on the curve', () => {
    const random = new Random(SEED);
    const graph = randomGraph(random, {
      nodes: 3,
      side: 3,
      bits: [2],
      weight: 2,
      maxShift: 2,
      outputBits: 8,
    });
    const one = universalCase(graph, randomInputs(graph, random), { scheme: knownMercury(10) });
    expect(refusal(one, prove(one, one.slots))).toBeUndefined();
  });
});
