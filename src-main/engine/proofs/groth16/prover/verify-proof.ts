import { AppError } from '../../../../api/errors.ts';
import { SCALAR_FIELD } from '../../bn254.ts';
import { lintVerificationKey } from '../keys/lint-verification-key.ts';
import { packNumbers } from '../../../native/number-bytes.ts';
import { nativeAddon } from '../../../native/load-native.ts';
import { choosePointChecks } from './choose-point-checks.ts';
import { groth16ProofSchema, publicSignalsSchema } from './groth16-types.ts';
import { holdsNatively } from './holds-natively.ts';
import { encodeProof, encodeVerificationKey, G1_INFINITY, isInfinity } from './point-bytes.ts';
import { runSnarkjs } from './run-snarkjs.ts';

/**
 * Does the proof show the statement? Arguments are snarkjs' JSON, of any origin.
 *
 * @param options.with 'snarkjs' has snarkjs decide, which shares no code with the native prover
 *
 * False means well-formed but wrong. Malformed input throws: 'key-invalid' for the key (see `lintVerificationKey`),
 * 'proof-invalid' for signals (a wrong number, a value >= r) and for proof points that are not canonical, off the
 * curve or outside their group. These checks come first since snarkjs skips some of them: it accepts too few
 * signals, coordinates >= q, and points of the twist outside G2. A point at infinity is a point of its group like any
 * other: the equation decides. The contract says the same of every proof.
 */
export async function verifyProof(
  verificationKey: unknown,
  publicSignals: unknown,
  proof: unknown,
  options: { with?: 'snarkjs' | undefined } = {},
): Promise<boolean> {
  const key = await lintVerificationKey(verificationKey, options);
  const signals = publicSignalsSchema.safeParse(publicSignals);
  if (!signals.success) throw refused('the public signals are not decimal numbers');
  if (signals.data.length !== key.nPublic) {
    throw refused(`there are ${signals.data.length} public signals, the key takes ${key.nPublic}`);
  }
  if (signals.data.some((signal) => BigInt(signal) >= SCALAR_FIELD)) {
    throw refused('a public signal is not below the order of the field');
  }
  const parsed = groth16ProofSchema.safeParse(proof);
  if (!parsed.success) throw refused('the proof does not have the form of a Groth16 proof for BN254');
  const { isG1, isG2 } = await choosePointChecks(options);
  const { pi_a, pi_b, pi_c } = parsed.data;
  const belong = [pi_a, pi_c].every((point) => isInfinity(point) || isG1(point));
  if (!belong || !(isInfinity(pi_b) || isG2(pi_b))) {
    throw refused('a point of the proof does not belong to its group');
  }
  const addon = options.with === 'snarkjs' ? undefined : await nativeAddon();
  if (addon === undefined) {
    const { groth16 } = await import('snarkjs');
    // Its pairing is wrong for infinity in G2. e(A, infinity) = e(infinity, gamma).
    const sound = isInfinity(pi_b) ? { pi_a: G1_INFINITY, pi_b: key.vk_gamma_2 } : {};
    return runSnarkjs(
      (logger) => groth16.verify(key, signals.data, { ...parsed.data, ...sound }, logger),
      refused,
    );
  }
  const keyBytes = encodeVerificationKey(key);
  const proofBytes = encodeProof(parsed.data);
  if (!keyBytes || !proofBytes) throw refused('a point of it does not belong to its group');
  return holdsNatively(addon, keyBytes, packNumbers(signals.data.map(BigInt)), proofBytes);
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError(
    'proof-invalid',
    `The proof cannot be checked: ${reason}.`,
    'Take proof and public signals from one receipt, unchanged, and the key of its model.',
    { cause },
  );
}
