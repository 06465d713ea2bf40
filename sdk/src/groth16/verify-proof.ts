import { bn254 } from '@noble/curves/bn254.js';
import { ProofpressError } from '../proofpress-error.ts';
import { MismatchError } from '../receipt/schema.ts';
import { SCALAR_FIELD } from './fields.ts';
import { readG1, readG2, type PointG1, type PointG2 } from './points.ts';
import { readVerificationKey, type VerificationKey } from './read-verification-key.ts';
import { proofForm } from './snarkjs-forms.ts';

/**
 * Does the proof show the statement? All in snarkjs's form, of any origin: e(A, B) = e(alpha, beta) e(IC, gamma)
 * e(C, delta). Points at infinity are points like any other: the equation decides.
 *
 * @param publicSignals as many as the key takes, each in [0, r)
 * @returns false where all is well-formed, and the equation does not hold
 * @throws ProofpressError `key-invalid` (see `readVerificationKey`), `proof-invalid` for signals that do not fit and for
 *         points that are not canonical, off the curve or outside their group
 */
export function verifyProof(
  verificationKey: unknown,
  publicSignals: readonly bigint[],
  proof: unknown,
): boolean {
  const key = readVerificationKey(verificationKey);
  if (publicSignals.length !== key.form.nPublic)
    throw refused(`there are ${publicSignals.length} public signals, the key takes ${key.form.nPublic}`);
  if (publicSignals.some((signal) => signal < 0n || signal >= SCALAR_FIELD))
    throw refused('a public signal is not below the order of the field');
  const { a, b, c } = readProof(proof);
  return isOne([
    [a.negate(), b],
    [key.alpha, key.beta],
    [publicPart(key, publicSignals), key.gamma],
    [c, key.delta],
  ]);
}

function readProof(source: unknown): { a: PointG1; b: PointG2; c: PointG1 } {
  let form;
  try {
    form = proofForm(source, 'proof');
  } catch (cause) {
    if (cause instanceof MismatchError) throw refused(cause.message);
    throw cause;
  }
  const [a, b, c] = [readG1(form.pi_a), readG2(form.pi_b), readG1(form.pi_c)];
  if (!a || !b || !c) throw refused('a point of the proof does not belong to its group');
  return { a, b, c };
}

function publicPart({ ic }: VerificationKey, signals: readonly bigint[]): PointG1 {
  return signals.reduce((sum, signal, index) => sum.add(ic[index + 1]!.multiplyUnsafe(signal)), ic[0]!);
}

/** Is the product of the pairings one? A pairing with infinity is one. */
function isOne(pairs: readonly (readonly [PointG1, PointG2])[]): boolean {
  const finite = pairs.filter(([g1, g2]) => !g1.is0() && !g2.is0()).map(([g1, g2]) => ({ g1, g2 }));
  const { Fp12 } = bn254.fields;
  return Fp12.eql(bn254.pairingBatch(finite), Fp12.ONE);
}

function refused(reason: string): ProofpressError {
  return new ProofpressError('proof-invalid', `The proof cannot be checked: ${reason}.`);
}
