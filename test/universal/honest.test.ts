import { describe, expect, it } from 'vitest';
import { Random } from '../circuits/support/random.ts';
import { randomGraph } from '../circuits/support/random-graph.ts';
import { primitiveCases } from './support/primitive-cases.ts';
import { knownMercury } from './support/kzg-setup.ts';
import { prove, randomInputs, refusal, universalCase } from './support/universal-case.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 40);

describe('the universal system accepts honest proofs', () => {
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
    const sizes = [
      { nodes: 4, side: 4, bits: [2, 3, 4], weight: 3, maxShift: 3, outputBits: 16 },
      { nodes: 7, side: 4, bits: [3, 8, 16], weight: 90, maxShift: 12, outputBits: 60 },
    ];
    for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
      const random = new Random(seed);
      const graph = randomGraph(random, sizes[seed % 2]!);
      const one = universalCase(graph, randomInputs(graph, random), { limbBits: 3 + (seed % 4) });
      expect(refusal(one, prove(one, one.slots)), `seed ${seed}`).toBeUndefined();
    }
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
