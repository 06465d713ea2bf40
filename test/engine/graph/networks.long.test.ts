import { expect, test } from 'vitest';
import { checkNetwork, DEEP_TOLERANCE, expectSound } from '../../support/check-network.ts';
import { randomIntegerGraph } from '../../support/random-integer-graph.ts';
import { randomNetwork } from '../../support/random-networks.ts';
import { Random } from '../../support/random.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 1000);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
process.stdout.write(`networks: TEST_ROUNDS=${ROUNDS} TEST_SEED=${SEED}\n`);

test('random networks', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const random = new Random(SEED + round);
    const init = randomNetwork(random);
    await checkNetwork(init, random, DEEP_TOLERANCE).catch((error: unknown) => {
      throw new Error(`TEST_SEED=${random.seed}: ${String(error)}`, { cause: error });
    });
  }
});

test('random integer graphs', () => {
  for (let round = 0; round < 10 * ROUNDS; round++) {
    const random = new Random(SEED + round);
    const graph = randomIntegerGraph(random, random.pick(['small', 'large', 'huge'] as const));
    try {
      expectSound({ ...graph, outputs: [] }, undefined, random);
    } catch (error) {
      // Layers of huge weights may leave 2^250: then the refusal is right.
      expect(error, `TEST_SEED=${random.seed}`).toMatchObject({ code: 'model-too-large' });
    }
  }
});
