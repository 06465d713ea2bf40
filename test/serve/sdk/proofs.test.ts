import { expect, test } from 'vitest';
import { ProofpressError, verifyProof } from '../../../sdk/src/index.ts';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import {
  damagedProofs,
  type JudgedCandidate,
  oddSignals,
  proofsAtInfinity,
} from '../../contracts/support/proof-candidates.ts';
import { randomCandidate } from '../../contracts/support/random-candidate.ts';
import { makeTrapdoorKey } from '../../contracts/support/trapdoor-key.ts';
import { engineVerifier, toSnarkjs } from '../../contracts/support/verifiers.ts';
import { Random } from '../../support/random.ts';

const random = new Random(Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31));
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 60);
process.stdout.write(`sdk, proofs: TEST_SEED=${random.seed} TEST_ROUNDS=${ROUNDS}\n`);

const trapdoorKey = makeTrapdoorKey({ signals: 3, seed: random.seed });
const signals = [1n, 2n, SCALAR_FIELD - 3n];

function accepts({ signals: given, points }: JudgedCandidate): boolean {
  try {
    return verifyProof(trapdoorKey.key, given, toSnarkjs(points));
  } catch (error) {
    if (error instanceof ProofpressError && error.code === 'proof-invalid') return false;
    throw error;
  }
}

const judged = [
  ...proofsAtInfinity(trapdoorKey, signals),
  ...damagedProofs(trapdoorKey, signals, random),
  ...oddSignals(trapdoorKey, signals),
];

// What contract, native prover and snarkjs say of the same is compared in test/contracts/agreement.test.ts.
test.each(judged)('$name', (candidate) => {
  expect(accepts(candidate)).toBe(candidate.holds);
});

test('random proofs, damaged and whole, as the engine sees them', async () => {
  const engine = engineVerifier(trapdoorKey.key);
  for (let round = 0; round < ROUNDS; round++) {
    const candidate = randomCandidate(trapdoorKey, random);
    expect([accepts(candidate), await engine(candidate)], candidate.name).toEqual([
      candidate.holds,
      candidate.holds,
    ]);
  }
});

test('negative signals are refused, not reduced', () => {
  const { json } = trapdoorKey.prove(signals);
  expect(() => verifyProof(trapdoorKey.key, [1n, 2n, -3n], json)).toThrow(/not below the order/);
});
