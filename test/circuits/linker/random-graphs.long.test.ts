import { describe, expect, it } from 'vitest';
import { createEvaluator } from '../../../src-main/engine/graph/evaluate.ts';
import { countRows } from '../../../src-main/engine/proofs/groth16/linker/count-rows.ts';
import { exchangeMax } from '../../../src-main/engine/proofs/groth16/linker/exchange-max.ts';
import { expectHonest, link, programOf, randomInputs } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';
import { randomGraph } from '../support/random-graph.ts';

const rounds = Number(process.env.TEST_ROUNDS ?? 200);
const firstSeed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000_000);

describe(`random integer graphs, ${rounds} rounds from seed ${firstSeed}`, () => {
  it('have an honest witness, keep their outputs when pools move, and take the rows that are counted', async () => {
    for (let seed = firstSeed; seed < firstSeed + rounds; seed++) {
      const random = new Random(seed);
      const graph = randomGraph(random, {
        nodes: random.integer(1, 10),
        side: random.integer(1, 7),
        bits: random.pick([[1, 2], [3, 4], [8], [8, 16], [24, 32]]).filter((bits) => bits > 1),
        weight: random.pick([1, 3, 127, 30_000]),
        maxShift: random.pick([0, 2, 8, 20]),
        outputBits: random.pick([16, 33, 40, 62]),
      });
      const modes = graph.inputs.map(({ name }) => [name, random.pick(['public', 'committed'] as const)]);
      const program = programOf(graph, Object.fromEntries(modes) as Record<string, 'public' | 'committed'>);
      try {
        const linked = await link(program);
        for (let round = 0; round < 3; round++) {
          await expectHonest(program, randomInputs(graph, random), random, linked);
        }
        const exchanged = exchangeMax(graph);
        expect(countRows(exchanged)).toBeLessThanOrEqual(countRows(graph));
        const inputs = randomInputs(graph, random);
        const [old, now] = [createEvaluator(graph).run(inputs), createEvaluator(exchanged).run(inputs)];
        for (const { name } of graph.outputs) expect(now.get(name)).toEqual(old.get(name));
      } catch (error) {
        throw new Error(`TEST_SEED=${seed} TEST_ROUNDS=1: ${String(error)}`, { cause: error });
      }
    }
  });
});
