import { AppError } from '../../../../api/errors.ts';
import { decodeG1, decodeG2 } from '../prover/decode-point.ts';
import { verificationKeySchema } from '../prover/groth16-types.ts';
import type { VerificationKey } from '../prover/groth16-types.ts';
import { singleThreadCurve } from '../prover/single-thread-curve.ts';

/**
 * Refuses, with 'key-invalid', a verification key that is malformed or that would accept false statements:
 * - a point off its curve, outside its subgroup or at infinity. An IC point at infinity leaves its public signal free;
 * - gamma = +-delta, as before the first contribution: then anybody can shift the public part into the proof;
 * - delta = +-generator;
 * - a number of IC points other than nPublic + 1.
 */
export async function lintVerificationKey(key: unknown): Promise<VerificationKey> {
  const parsed = verificationKeySchema.safeParse(key);
  if (!parsed.success) throw refused('it does not have the form of a Groth16 key for BN254');
  const { data } = parsed;
  if (data.IC.length !== data.nPublic + 1) {
    throw refused(`it has ${data.IC.length} IC points for ${data.nPublic} public signals`);
  }
  const curve = await singleThreadCurve();
  if (!decodeG1(curve, data.vk_alpha_1)) throw refused('alpha is not a point of G1, or infinity');
  for (const [index, point] of data.IC.entries()) {
    if (!decodeG1(curve, point)) throw refused(`IC point ${index} is not a point of G1, or infinity`);
  }
  const beta = decodeG2(curve, data.vk_beta_2);
  const gamma = decodeG2(curve, data.vk_gamma_2);
  const delta = decodeG2(curve, data.vk_delta_2);
  if (!beta || !gamma || !delta) throw refused('beta, gamma or delta is not a point of G2, or infinity');
  const { G2 } = curve;
  const same = (left: Uint8Array, right: Uint8Array) => G2.eq(left, right) || G2.eq(left, G2.neg(right));
  if (same(gamma, delta)) throw refused('gamma equals delta: nobody has contributed to it');
  if (same(delta, G2.oneAffine)) throw refused('delta is the generator: nobody has contributed to it');
  return data;
}

function refused(reason: string): AppError {
  return new AppError(
    'key-invalid',
    `The verification key is refused: ${reason}.`,
    'Make the keys again, or fetch the key again from whoever published it.',
  );
}
