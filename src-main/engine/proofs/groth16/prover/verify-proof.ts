import { groth16 } from 'snarkjs';
import { AppError } from '../../../../api/errors.ts';
import { SCALAR_FIELD } from '../../bn254.ts';
import { lintVerificationKey } from '../keys/lint-verification-key.ts';
import { decodeG1, decodeG2 } from './decode-point.ts';
import { groth16ProofSchema, publicSignalsSchema } from './groth16-types.ts';
import { runSnarkjs } from './run-snarkjs.ts';
import { singleThreadCurve } from './single-thread-curve.ts';

/**
 * Does the proof show the statement? Arguments are snarkjs' JSON, of any origin.
 *
 * False means well-formed but wrong. Malformed input throws: 'key-invalid' for the key (see `lintVerificationKey`),
 * 'proof-invalid' for signals (a wrong number, a value >= r) and for proof points that are not canonical, off the
 * curve or outside their group. These checks come first since snarkjs skips some of them: it accepts too few
 * signals, coordinates >= q, and points of the twist outside G2.
 */
export async function verifyProof(
  verificationKey: unknown,
  publicSignals: unknown,
  proof: unknown,
): Promise<boolean> {
  const key = await lintVerificationKey(verificationKey);
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
  const curve = await singleThreadCurve();
  const { pi_a, pi_b, pi_c } = parsed.data;
  if (!decodeG1(curve, pi_a) || !decodeG2(curve, pi_b) || !decodeG1(curve, pi_c)) {
    throw refused('a point of the proof does not belong to its group');
  }
  return runSnarkjs((logger) => groth16.verify(key, signals.data, parsed.data, logger), refused);
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError(
    'proof-invalid',
    `The proof cannot be checked: ${reason}.`,
    'Take proof and public signals from one receipt, unchanged, and the key of its model.',
    { cause },
  );
}
