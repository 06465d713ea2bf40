import { bn254 } from '@noble/curves/bn254.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { SCALAR_FIELD, toField } from '../../src-main/engine/proofs/bn254.ts';
import { releaseCurve } from '../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { Random } from '../support/random.ts';
import { startAgreement, type Agreement } from './support/agreement.ts';
import {
  damagedProofs,
  oddSignals,
  proofsAtInfinity,
  type JudgedCandidate,
} from './support/proof-candidates.ts';
import { randomCandidate } from './support/random-candidate.ts';
import { makeTrapdoorKey } from './support/trapdoor-key.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 120);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
process.stdout.write(`agreement: TEST_ROUNDS=${ROUNDS} TEST_SEED=${SEED}\n`);

const random = new Random(SEED);
const trapdoorKey = makeTrapdoorKey({ signals: 3, seed: SEED });
const signals = Array.from({ length: 3 }, () => random.bigint(2n, SCALAR_FIELD - 2n));

let chain: LocalChain;
let verifier: string;
let agreement: Agreement;

beforeAll(async () => {
  chain = await startLocalChain();
  verifier = (await deployContracts(chain.account(0))).addresses.verifier;
  agreement = await startAgreement(chain, verifier, trapdoorKey);
});

afterAll(async () => {
  await chain?.stop();
  releaseCurve();
});

/** What is said otherwise than it ought to be, by whom. */
async function dissent(candidates: readonly JudgedCandidate[], by: Agreement = agreement): Promise<string[]> {
  const found: string[] = [];
  for (const candidate of candidates) {
    const who = await by.dissenters(candidate);
    if (who.length > 0) found.push(`${candidate.name} (holds: ${candidate.holds}): ${who.join(', ')}`);
  }
  return found;
}

describe('contract, native prover, engine and snarkjs say the same', () => {
  test('of proofs with points at infinity, which the equation decides', async () => {
    expect(await dissent(proofsAtInfinity(trapdoorKey, signals))).toEqual([]);
  });

  test('of a proof and of every kind of damage to its points', async () => {
    expect(await dissent(damagedProofs(trapdoorKey, signals, random))).toEqual([]);
  });

  test('of signals at the ends of the field, beyond it, too few and too many', async () => {
    expect(await dissent(oddSignals(trapdoorKey, signals))).toEqual([]);
  });

  test('where the sum of the public part doubles a point or passes infinity', async () => {
    // Points a, 2 a, 4 a and 8 a: what is added to a partial sum can be the sum itself, or its opposite.
    const { ic } = trapdoorKey.trapdoor;
    const [a = 0n] = ic;
    const related = makeTrapdoorKey({
      signals: 3,
      seed: SEED,
      chosen: { ic: ic.map((_, index) => toField(a << BigInt(index))) },
    });
    const by = await startAgreement(chain, verifier, related);
    const { Fr } = bn254.fields;
    const sums = [
      [1n, 2n, 4n],
      [1n, 2n, -4n],
      [1n, -2n, 5n],
      [-1n, 0n, 0n],
      [-1n, 7n, 7n],
      [-1n, 7n, -7n],
      [0n, 0n, 0n],
      [0n, 0n, -1n],
    ].map((terms) => {
      const values = terms.map((term, index) => Fr.div(toField(term), 1n << BigInt(index + 1)));
      return {
        name: `terms ${terms.join(' ')}`,
        signals: values,
        points: related.prove(values).points,
        holds: true,
      };
    });
    const wrong = sums.map((sum) => ({ ...sum, signals: sum.signals.with(1, 9n), holds: false }));
    expect(await dissent([...sums, ...wrong], by)).toEqual([]);
  });

  test('of random proofs and random damage', async () => {
    const candidates = Array.from({ length: ROUNDS }, () => randomCandidate(trapdoorKey, random));
    expect(new Set(candidates.map(({ holds }) => holds)).size).toBe(2);
    expect(await dissent(candidates), `TEST_SEED=${SEED}`).toEqual([]);
  });
});
