import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { releaseCurve } from '../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { Random } from '../support/random.ts';
import { startAgreement } from './support/agreement.ts';
import { damagedProofs, oddSignals, proofsAtInfinity } from './support/proof-candidates.ts';
import { randomCandidate } from './support/random-candidate.ts';
import { makeTrapdoorKey } from './support/trapdoor-key.ts';

/** Keys, each with every listed damage and a hundred random ones. */
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 40);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const RANDOM_OF_A_KEY = 100;
process.stdout.write(`agreement: TEST_ROUNDS=${ROUNDS} TEST_SEED=${SEED}\n`);

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});

afterAll(async () => {
  await chain?.stop();
  releaseCurve();
});

test('contract, native prover, engine and snarkjs say the same of many keys', async () => {
  const { verifier } = (await deployContracts(chain.account(0))).addresses;
  for (let round = 0; round < ROUNDS; round++) {
    const random = new Random(SEED + round);
    const count = random.integer(3, 12);
    const trapdoorKey = makeTrapdoorKey({ signals: count, seed: random.seed });
    const agreement = await startAgreement(chain, verifier, trapdoorKey);
    const signals = Array.from({ length: count }, () => random.bigint(2n, SCALAR_FIELD - 2n));
    for (const candidate of [
      ...proofsAtInfinity(trapdoorKey, signals),
      ...damagedProofs(trapdoorKey, signals, random),
      ...oddSignals(trapdoorKey, signals),
      ...Array.from({ length: RANDOM_OF_A_KEY }, () => randomCandidate(trapdoorKey, random)),
    ]) {
      const dissenters = await agreement.dissenters(candidate);
      expect(dissenters, `TEST_SEED=${random.seed} TEST_ROUNDS=1: ${candidate.name}`).toEqual([]);
    }
  }
});
