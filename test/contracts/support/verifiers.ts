import type { JsonRpcProvider } from 'ethers';
import { AppError } from '../../../src-main/api/errors.ts';
import { VERIFIER } from '../../../src-main/engine/chain/contract-bindings.ts';
import type { ProofPoints } from '../../../src-main/engine/chain/encode-proof.ts';
import type { NativeAddon } from '../../../src-main/engine/native/addon.ts';
import { packNumbers } from '../../../src-main/engine/native/number-bytes.ts';
import { holdsNatively } from '../../../src-main/engine/proofs/groth16/prover/holds-natively.ts';
import { verifyProof } from '../../../src-main/engine/proofs/groth16/prover/verify-proof.ts';
import { contractErrorOf } from './contract-error.ts';
import type { Point1, Point2, VerificationKey } from './groth16-setup.ts';

/** Public signals and proof, words as the contract takes them: they may be no field elements and no points. */
export interface Candidate {
  signals: readonly bigint[];
  points: ProofPoints;
}

/** Does it accept? */
export type Verifier = (candidate: Candidate) => Promise<boolean>;

/** The contract, by eth_call. What it refuses otherwise than by an error of its own throws. */
export function contractVerifier(provider: JsonRpcProvider, address: string, vkHash: string): Verifier {
  return async ({ signals, points }) => {
    const data = VERIFIER.abi.encodeFunctionData('verify', [vkHash, signals, points]);
    try {
      const returned = await provider.call({ to: address, data });
      if (returned !== '0x') throw new Error(`verify returned ${returned}`);
      return true;
    } catch (error) {
      contractErrorOf(error, VERIFIER.abi);
      return false;
    }
  };
}

/** The native prover's own verification, on bytes. */
export function nativeVerifier(addon: NativeAddon, key: VerificationKey): Verifier {
  const g1 = ([x, y]: Point1): bigint[] => [x, y].map(BigInt);
  const g2 = ([x, y]: Point2): bigint[] => [...x, ...y].map(BigInt);
  const keyBytes = packNumbers([
    ...g1(key.vk_alpha_1),
    ...[key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].flatMap(g2),
    ...key.IC.flatMap(g1),
  ]);
  return ({ signals, points: [ax, ay, bx1, bx0, by1, by0, cx, cy] }) =>
    holdsNatively(addon, keyBytes, packNumbers(signals), packNumbers([ax, ay, bx0, bx1, by0, by1, cx, cy]));
}

/** What users run: `verifyProof` with the native prover, or with snarkjs. Malformed is refused as well. */
export function engineVerifier(key: VerificationKey, options: { with?: 'snarkjs' } = {}): Verifier {
  return async ({ signals, points }) => {
    try {
      return await verifyProof(key, signals.map(String), toSnarkjs(points), options);
    } catch (error) {
      if (error instanceof AppError && error.code === 'proof-invalid') return false;
      throw error;
    }
  };
}

/** snarkjs by itself. Where it throws, it accepts nothing. */
export async function snarkjsVerifier(key: VerificationKey): Promise<Verifier> {
  const { groth16 } = await import('snarkjs');
  return ({ signals, points }) =>
    groth16.verify(key as never, signals.map(String), toSnarkjs(points) as never).catch(() => false);
}

/** proof.json of the contract's words; a point of zeros is infinity. */
export function toSnarkjs([ax, ay, bx1, bx0, by1, by0, cx, cy]: ProofPoints): object {
  const g1 = (x: bigint, y: bigint): Point1 =>
    x === 0n && y === 0n ? ['0', '1', '0'] : [String(x), String(y), '1'];
  const isInfinity = [bx1, bx0, by1, by0].every((word) => word === 0n);
  const b: Point2 = isInfinity
    ? [
        ['0', '0'],
        ['1', '0'],
        ['0', '0'],
      ]
    : [
        [String(bx0), String(bx1)],
        [String(by0), String(by1)],
        ['1', '0'],
      ];
  return { protocol: 'groth16', curve: 'bn128', pi_a: g1(ax, ay), pi_b: b, pi_c: g1(cx, cy) };
}
