import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { encodeCall } from './support/inference-mutations.ts';
import {
  mutateCalldata,
  mutateStatements,
  startMutationSuite,
  type MutationSuite,
} from './support/mutation-suite.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 2000);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
process.stdout.write(`mutations: TEST_ROUNDS=${ROUNDS} TEST_SEED=${SEED}\n`);

let chain: LocalChain;
let suite: MutationSuite;

beforeAll(async () => {
  chain = await startLocalChain();
  suite = await startMutationSuite(chain, SEED);
});

afterAll(async () => {
  await chain?.stop();
});

describe('a statement that holds', () => {
  test('is accepted unchanged', async () => {
    for (const call of suite.calls) {
      for (const method of ['checkInference', 'verifyInference'] as const) {
        expect(await suite.outcome(encodeCall(call, method), call.consumer)).toBe('accepted');
      }
    }
    for (const batch of suite.batches) {
      expect(await suite.outcome(batch, suite.calls[0]!.consumer)).toBe('accepted');
    }
  });

  test('is refused with an error of the contracts after any change of statement, proof or encoding', async () => {
    const outcomes = await mutateStatements(suite, { count: ROUNDS, seed: SEED });
    // The mutations reach every check; a few of them need not.
    if (ROUNDS < 2000) return;
    for (const error of [
      'InvalidProof',
      'InputCommitmentMismatch',
      'InputSignalCountMismatch',
      'MalformedProof',
      'OutputMismatch',
      'OutputCountMismatch',
      'OutputValueOutOfRange',
      'SignalOutOfField',
      'DeadlineOutOfRange',
      'ModelNotFound',
    ]) {
      expect(outcomes.get(error) ?? 0, error).toBeGreaterThan(0);
    }
  });

  test('is refused after any damage to the calldata', async () => {
    const outcomes = await mutateCalldata(suite, { count: ROUNDS / 4, seed: SEED });
    expect(outcomes.get('InvalidProof')).toBeGreaterThan(0);
  });
});
