import { bn254 } from '@noble/curves/bn254.js';
import { hexlify, id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src-main/api/errors.ts';
import { callContract } from '../../src-main/engine/chain/call-contract.ts';
import { VERIFIER } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { encodeVerifyingKey } from '../../src-main/engine/chain/encode-verifying-key.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { lintVerificationKey } from '../../src-main/engine/proofs/groth16/keys/lint-verification-key.ts';
import { releaseCurve } from '../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import type { G1, G2 } from './support/bn254-points.ts';
import { makeTrapdoorKey, toProof, type Trapdoor } from './support/trapdoor-key.ts';
import { snarkjsVerifier } from './support/verifiers.ts';

const LAYOUT = {
  inputs: [{ name: 'x', mode: 'committed' as const, count: 4, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
const SIGNALS = [5n, 6n, 7n];
const { trapdoor } = makeTrapdoorKey({ signals: 3, seed: 'forgeable' });
const { gamma, delta } = trapdoor;
const negative = (logarithm: bigint): bigint => SCALAR_FIELD - logarithm;

/** What a forger sees: the points of a key. */
interface PublicKey {
  alpha: G1;
  beta: G2;
  gamma: G2;
  /** IC(signals) */
  publicPart: G1;
}

type Forgery = (key: PublicKey) => { a: G1; b: G2; c: G1 };

/** Ways to prove anything for a key with two related points, from the key alone. */
const FORGERIES: [string, Partial<Trapdoor>, Forgery][] = [
  [
    'delta is gamma, as before the first contribution',
    { delta: gamma },
    ({ alpha, beta, publicPart }) => ({ a: alpha, b: beta, c: publicPart.negate() }),
  ],
  [
    'delta is the opposite of gamma',
    { delta: negative(gamma) },
    ({ alpha, beta, publicPart }) => ({ a: alpha, b: beta, c: publicPart }),
  ],
  [
    'beta is gamma',
    { beta: gamma },
    ({ alpha, gamma, publicPart }) => ({ a: alpha.add(publicPart), b: gamma, c: bn254.G1.Point.ZERO }),
  ],
  [
    'beta is the opposite of gamma',
    { beta: negative(gamma) },
    ({ alpha, gamma, publicPart }) => ({ a: publicPart.subtract(alpha), b: gamma, c: bn254.G1.Point.ZERO }),
  ],
  [
    'beta is delta',
    { beta: delta },
    ({ alpha, gamma, publicPart }) => ({ a: publicPart, b: gamma, c: alpha.negate() }),
  ],
  [
    'beta is the opposite of delta',
    { beta: negative(delta) },
    ({ alpha, gamma, publicPart }) => ({ a: publicPart, b: gamma, c: alpha }),
  ],
];

let chain: LocalChain;
let verifier: string;

beforeAll(async () => {
  chain = await startLocalChain();
  verifier = (await deployContracts(chain.account(0))).addresses.verifier;
});

afterAll(async () => {
  await chain?.stop();
  releaseCurve();
});

async function store(key: Uint8Array): Promise<string> {
  try {
    await callContract(chain.provider, verifier, VERIFIER.abi, 'storeKey', [hexlify(key)]);
    return 'stored';
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

describe('a key with which anybody can prove anything', () => {
  test.each(FORGERIES)('%s: the forgery holds, and the key is refused', async (_name, chosen, forge) => {
    const { key, trapdoor: secrets } = makeTrapdoorKey({ signals: 3, seed: 'forgeable', chosen });
    const g1 = (index: number): G1 => bn254.G1.Point.BASE.multiply(secrets.ic[index]!);
    const { a, b, c } = forge({
      alpha: bn254.G1.Point.BASE.multiply(secrets.alpha),
      beta: bn254.G2.Point.BASE.multiply(secrets.beta),
      gamma: bn254.G2.Point.BASE.multiply(secrets.gamma),
      publicPart: SIGNALS.reduce((sum, signal, index) => sum.add(g1(index + 1).multiply(signal)), g1(0)),
    });
    const accepts = await snarkjsVerifier(key);
    expect(await accepts({ signals: SIGNALS, points: toProof(a, b, c).points })).toBe(true);

    expect(await store(encodeVerifyingKey(key, LAYOUT, id('transcript')).key)).toContain('KeyForgeable()');
    await expect(lintVerificationKey(key)).rejects.toMatchObject({ code: 'key-invalid' });
  });

  test('an IC point at infinity leaves its signal free, and the key is refused', async () => {
    const trapdoorKey = makeTrapdoorKey({
      signals: 3,
      seed: 'forgeable',
      chosen: { ic: trapdoor.ic.with(2, 0n) },
    });
    const { points } = trapdoorKey.prove(SIGNALS);
    const accepts = await snarkjsVerifier(trapdoorKey.key);
    expect(await accepts({ signals: SIGNALS, points })).toBe(true);
    expect(await accepts({ signals: SIGNALS.with(1, 600n), points })).toBe(true);
    expect(await accepts({ signals: SIGNALS.with(0, 600n), points })).toBe(false);

    await expect(lintVerificationKey(trapdoorKey.key)).rejects.toMatchObject({ code: 'key-invalid' });
    // The engine encodes no such key, so the point goes into the bytes of a sound one.
    const sound = makeTrapdoorKey({ signals: 3, seed: 'forgeable' });
    const { key } = encodeVerifyingKey(sound.key, LAYOUT, id('transcript'));
    const offset = key.length - 2 * 64;
    expect(await store(key)).toBe('stored');
    key.fill(0, offset, offset + 64);
    expect(await store(key)).toContain(`KeyPointAtInfinity(${offset})`);
  });
});
