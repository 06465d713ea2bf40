import { expect, it } from 'vitest';
import { refusal } from './support/both-verifiers.ts';
import { provenGraphs } from './support/random-graphs.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 200);

it(`both verifiers accept honest proofs of ${ROUNDS} random graphs, from seed ${SEED}`, () => {
  for (const { seed, one, proof } of provenGraphs(SEED, ROUNDS))
    expect(refusal(one, proof), `seed ${seed}`).toBeUndefined();
});
