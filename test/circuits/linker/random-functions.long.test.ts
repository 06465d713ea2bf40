import { expect, it } from 'vitest';
import { expectRandomFunctions } from '../support/random-functions.ts';

const rounds = Number(process.env.TEST_ROUNDS ?? 1000);
const firstSeed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000_000);

it(`${rounds} random tiny graphs from seed ${firstSeed} have one outcome for every input, whatever the witness`, async () => {
  await expect(expectRandomFunctions(rounds, firstSeed)).resolves.toBeUndefined();
});
