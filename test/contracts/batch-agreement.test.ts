import { bn254 } from '@noble/curves/bn254.js';
import { hexlify, id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendTransaction } from '../../src-main/engine/chain/call-contract.ts';
import { VERIFIER } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { encodeVerifyingKey } from '../../src-main/engine/chain/encode-verifying-key.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { Random } from '../support/random.ts';
import { contractErrorOf } from './support/contract-error.ts';
import { damagedProofs, oddSignals, proofsAtInfinity } from './support/proof-candidates.ts';
import { randomCandidate } from './support/random-candidate.ts';
import { makeTrapdoorKey, toProof } from './support/trapdoor-key.ts';
import type { Candidate } from './support/verifiers.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 60);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
process.stdout.write(`batch agreement: TEST_ROUNDS=${ROUNDS} TEST_SEED=${SEED}\n`);

const LAYOUT = {
  inputs: [{ name: 'x', mode: 'committed' as const, count: 4, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
const random = new Random(SEED);
const trapdoorKey = makeTrapdoorKey({ signals: 3, seed: SEED });

let chain: LocalChain;
let verifier: string;
let vkHash: string;

beforeAll(async () => {
  chain = await startLocalChain();
  verifier = (await deployContracts(chain.account(0))).addresses.verifier;
  const stored = encodeVerifyingKey(trapdoorKey.key, LAYOUT, id('transcript'));
  vkHash = stored.vkHash;
  const data = VERIFIER.abi.encodeFunctionData('storeKey', [hexlify(stored.key)]);
  await sendTransaction(chain.account(0), { to: verifier, data }, {});
});

afterAll(async () => {
  await chain?.stop();
});

const someSignals = (): bigint[] => Array.from({ length: 3 }, () => random.bigint(0n, SCALAR_FIELD - 1n));

function provenCandidate(): Candidate {
  const signals = someSignals();
  return { signals, points: trapdoorKey.prove(signals).points };
}

/** The verifier's error for a batch, or `accepted`. */
async function verdict(batch: readonly Candidate[], gasLimit?: bigint): Promise<string> {
  const data = VERIFIER.abi.encodeFunctionData('verifyBatch', [
    vkHash,
    batch.flatMap(({ signals }) => signals),
    batch.map(({ points }) => points),
  ]);
  try {
    await chain.provider.call({ to: verifier, data, ...(gasLimit !== undefined && { gasLimit }) });
    return 'accepted';
  } catch (error) {
    return contractErrorOf(error, VERIFIER.abi).name;
  }
}

describe('a batch', () => {
  test('of proofs that hold is accepted, whatever stands where, also twice and at infinity', async () => {
    const held = [
      ...proofsAtInfinity(trapdoorKey, someSignals()),
      ...Array.from({ length: 6 }, provenCandidate),
    ];
    expect(await verdict(held)).toBe('accepted');
    expect(await verdict([...held].reverse())).toBe('accepted');
    expect(await verdict([held.at(-1)!, held.at(-1)!])).toBe('accepted');
    for (const one of held) expect(await verdict([one])).toBe('accepted');
  });

  test('is refused with every kind of damage to one of its proofs', async () => {
    const good = provenCandidate();
    const candidates = [
      ...damagedProofs(trapdoorKey, someSignals(), random),
      ...oddSignals(trapdoorKey, someSignals()).filter((candidate) => candidate.signals.length === 3),
    ];
    for (const candidate of candidates) {
      const [first, second] = await Promise.all([verdict([candidate, good]), verdict([good, candidate])]);
      const expected = candidate.holds ? ['accepted'] : ['InvalidProof', 'SignalOutOfField'];
      expect(expected, candidate.name).toContain(first);
      expect(second, candidate.name).toBe(first);
    }
  });

  test('is refused where the errors of two proofs cancel at equal weights', async () => {
    const [one, two] = [someSignals(), someSignals()];
    const [left, right] = [trapdoorKey.prove(one), trapdoorKey.prove(two)];
    const error = bn254.G1.Point.BASE.multiply(12345n);
    const forged = [
      { signals: one, points: toProof(left.a, left.b, left.c.add(error)).points },
      { signals: two, points: toProof(right.a, right.b, right.c.subtract(error)).points },
    ];
    expect(await verdict(forged)).toBe('InvalidProof');
    // Nor do proofs that are swapped between statements make up for each other.
    const swapped = [
      { signals: one, points: right.points },
      { signals: two, points: left.points },
    ];
    expect(await verdict(swapped)).toBe('InvalidProof');
  });

  test('has to have as many signals as its proofs take, and at least one proof', async () => {
    const good = provenCandidate();
    for (const wrong of [good.signals.slice(1), [...good.signals, 0n], []]) {
      expect(await verdict([good, { ...good, signals: wrong }])).toBe('SignalCountMismatch');
    }
    expect(await verdict([])).toBe('InvalidProof');
    const data = VERIFIER.abi.encodeFunctionData('verifyBatch', [vkHash, [...good.signals], []]);
    const refused = await chain.provider.call({ to: verifier, data }).catch((error: unknown) => error);
    expect(contractErrorOf(refused, VERIFIER.abi).name).toBe('SignalCountMismatch');
  });

  test('is refused with the contract’s error wherever the gas would do for a batch that holds', async () => {
    const good = Array.from({ length: 8 }, provenCandidate);
    const enough = 1_000_000n;
    expect(await verdict(good, enough)).toBe('accepted');
    for (const index of [0, 3, 7]) {
      for (const word of [0, 2, 6]) {
        const { signals, points } = good[index]!;
        const off = { signals, points: points.with(word, 5n) as typeof points };
        expect(await verdict(good.with(index, off), enough), `proof ${index}, word ${word}`).toBe(
          'InvalidProof',
        );
      }
    }
  });

  test('of random proofs is accepted if all of them hold, and only then', async () => {
    const outcomes = new Set<boolean>();
    for (let round = 0; round < ROUNDS; round++) {
      const batch = Array.from({ length: random.integer(1, 6) }, () => {
        let candidate = randomCandidate(trapdoorKey, random);
        // Few are damaged, so that some batches hold.
        while (!candidate.holds && random.boolean(0.9)) candidate = randomCandidate(trapdoorKey, random);
        return candidate;
      });
      const holds = batch.every((candidate) => candidate.holds);
      const names = batch.map(({ name }) => name).join('; ');
      expect((await verdict(batch)) === 'accepted', `TEST_SEED=${SEED}: ${names}`).toBe(holds);
      outcomes.add(holds);
    }
    expect(outcomes.size).toBe(2);
  });
});
