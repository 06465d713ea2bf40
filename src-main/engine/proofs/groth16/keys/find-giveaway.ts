import type { VerificationKey } from '../prover/groth16-types.ts';
import { equalUpToSign, G2_GENERATOR } from './lint-verification-key.ts';

const G1_GENERATOR_X = '1';

/**
 * What no honestly made key has, though verifiers take it: powers of tau to which nobody contributed (alpha or beta are
 * the generator, up to sign), or two IC points that are equal up to sign, where a proof for two public signals holds for all
 * others with the same sum or difference.
 *
 * @param key one that `lintVerificationKey` let pass
 * @returns the end of a sentence; undefined for a key with nothing of that
 */
export function findGiveaway({
  vk_alpha_1: alpha,
  vk_beta_2: beta,
  IC,
}: VerificationKey): string | undefined {
  if (alpha[0] === G1_GENERATOR_X)
    return 'alpha is the generator: nobody has contributed to its powers of tau';
  if (equalUpToSign(beta, G2_GENERATOR))
    return 'beta is the generator: nobody has contributed to its powers of tau';
  const places = new Map<string, number>();
  for (const [index, [x]] of IC.entries()) {
    const earlier = places.get(x);
    if (earlier !== undefined) return `IC points ${earlier} and ${index} are equal up to sign`;
    places.set(x, index);
  }
  return undefined;
}
