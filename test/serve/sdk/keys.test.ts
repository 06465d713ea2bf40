import { bn254 } from '@noble/curves/bn254.js';
import { describe, expect, test } from 'vitest';
import { ProofpressError, verifyProof } from '../../../sdk/src/index.ts';
import { AppError } from '../../../src-main/api/errors.ts';
import { verifyProof as verifyWithEngine } from '../../../src-main/engine/proofs/groth16/prover/verify-proof.ts';
import { toSnarkjsG1, toSnarkjsG2 } from '../../contracts/support/bn254-points.ts';
import type { VerificationKey } from '../../contracts/support/groth16-setup.ts';
import { makeTrapdoorKey, type Trapdoor } from '../../contracts/support/trapdoor-key.ts';
import { pointOutsideSubgroup } from '../../contracts/support/twist-points.ts';
import { Random } from '../../support/random.ts';

const random = new Random(Number(process.env.TEST_SEED ?? 7));
const ORDER = bn254.fields.Fr.ORDER;
const SIGNALS = [5n, 6n];
const keyOf = (chosen: Partial<Trapdoor> = {}) => makeTrapdoorKey({ signals: 2, seed: 'lint', chosen });
const { key, trapdoor } = keyOf();
const proof = keyOf().prove(SIGNALS).json;
const edited = (changes: Partial<VerificationKey>): VerificationKey => ({ ...key, ...changes });

/** Keys that would accept false statements, or are none. */
const refused: Record<string, unknown> = {
  'gamma = delta': keyOf({ delta: trapdoor.gamma }).key,
  'gamma = -delta': keyOf({ delta: ORDER - trapdoor.gamma }).key,
  'beta = gamma': keyOf({ gamma: trapdoor.beta }).key,
  'beta = -delta': keyOf({ delta: ORDER - trapdoor.beta }).key,
  'delta = generator': keyOf({ delta: 1n }).key,
  'delta = -generator': keyOf({ delta: ORDER - 1n }).key,
  'an IC point at infinity': keyOf({ ic: [3n, 0n, 4n] }).key,
  'an IC point less': edited({ IC: key.IC.slice(1) }),
  'an IC point more': edited({ IC: [...key.IC, key.IC[0]!] }),
  'alpha at infinity': edited({ vk_alpha_1: toSnarkjsG1(bn254.G1.Point.ZERO) }),
  'alpha off the curve': edited({ vk_alpha_1: ['1', '1', '1'] }),
  'beta at infinity': edited({ vk_beta_2: toSnarkjsG2(bn254.G2.Point.ZERO) }),
  'delta outside the subgroup': edited({ vk_delta_2: toSnarkjsG2(pointOutsideSubgroup(random)) }),
  'another curve': { ...key, curve: 'bls12381' },
  'another protocol': { ...key, protocol: 'plonk' },
  'a list': [],
  nothing: null,
};

describe('a key is refused, as by the engine', () => {
  test.each(Object.entries(refused))('%s', async (_, bad) => {
    const error = await verifyWithEngine(bad, SIGNALS.map(String), proof).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('key-invalid');
    expect(() => verifyProof(bad, SIGNALS, proof)).toThrow(ProofpressError);
    expect(() => verifyProof(bad, SIGNALS, proof)).toThrow(/^The verification key is refused: /);
  });
});

test('a sound key is taken', () => {
  expect(verifyProof(key, SIGNALS, proof)).toBe(true);
  expect(verifyProof(key, [5n, 7n], proof)).toBe(false);
});
