import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { mutateCalldata, mutateStatements, startMutationSuite } from './support/mutation-suite.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 50_000);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
process.stdout.write(`mutations: TEST_ROUNDS=${ROUNDS} TEST_SEED=${SEED}\n`);

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});

afterAll(async () => {
  await chain?.stop();
});

test('no change of a statement, a proof or their encoding is accepted', async () => {
  const suite = await startMutationSuite(chain, SEED);
  for (const mutate of [mutateStatements, mutateCalldata]) {
    const outcomes = await mutate(suite, { count: ROUNDS / 2, seed: SEED });
    process.stdout.write(`${[...outcomes].map(([name, count]) => `${name} ${count}`).join(', ')}\n`);
    expect(outcomes.has('accepted')).toBe(false);
  }
});
