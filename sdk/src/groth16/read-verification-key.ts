import { ProofpressError } from '../proofpress-error.ts';
import { MismatchError } from '../receipt/schema.ts';
import { G2, readG1, readG2, type PointG1, type PointG2 } from './points.ts';
import { keyForm, type SnarkjsKey } from './snarkjs-forms.ts';

/** A verification key whose points are sound. */
export interface VerificationKey {
  form: SnarkjsKey;
  alpha: PointG1;
  beta: PointG2;
  gamma: PointG2;
  delta: PointG2;
  /** One more than there are public signals. */
  ic: PointG1[];
}

/**
 * Reads a verification key in snarkjs's form, and refuses one that would accept false statements:
 * - a point off its curve, outside its subgroup or at infinity (an IC point at infinity leaves its signal free);
 * - gamma = +-delta, as before the first contribution: anybody can shift the public part into the proof;
 * - beta = +-gamma or +-delta, delta = +-generator;
 * - a number of IC points other than nPublic + 1.
 *
 * @throws ProofpressError `key-invalid`
 */
export function readVerificationKey(source: unknown): VerificationKey {
  const form = readForm(source);
  if (form.IC.length !== form.nPublic + 1)
    throw refused(`it has ${form.IC.length} IC points for ${form.nPublic} public signals`);
  const g1 = (point: SnarkjsKey['vk_alpha_1'], name: string) =>
    present(readG1(point), `${name} is not a point of G1, or infinity`);
  const g2 = (point: SnarkjsKey['vk_beta_2'], name: string) =>
    present(readG2(point), `${name} is not a point of G2, or infinity`);
  const alpha = g1(form.vk_alpha_1, 'alpha');
  const ic = form.IC.map((point, index) => g1(point, `IC point ${index}`));
  const beta = g2(form.vk_beta_2, 'beta');
  const gamma = g2(form.vk_gamma_2, 'gamma');
  const delta = g2(form.vk_delta_2, 'delta');
  if (areEqualUpToSign(gamma, delta)) throw refused('gamma equals delta: nobody has contributed to it');
  if (areEqualUpToSign(beta, gamma) || areEqualUpToSign(beta, delta))
    throw refused('beta equals gamma or delta: anybody could forge proofs for it');
  if (areEqualUpToSign(delta, G2.BASE)) throw refused('delta is the generator: nobody has contributed to it');
  return { form, alpha, beta, gamma, delta, ic };
}

function readForm(source: unknown): SnarkjsKey {
  try {
    return keyForm(source, 'verificationKey');
  } catch (cause) {
    if (cause instanceof MismatchError) throw refused(cause.message);
    throw cause;
  }
}

function present<Point extends { is0(): boolean }>(point: Point | undefined, fault: string): Point {
  if (point === undefined || point.is0()) throw refused(fault);
  return point;
}

function areEqualUpToSign(left: PointG2, right: PointG2): boolean {
  return left.equals(right) || left.equals(right.negate());
}

function refused(reason: string): ProofpressError {
  return new ProofpressError('key-invalid', `The verification key is refused: ${reason}.`);
}
