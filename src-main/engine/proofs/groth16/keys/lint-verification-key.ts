import { AppError } from '../../../../api/errors.ts';
import { choosePointChecks } from '../prover/choose-point-checks.ts';
import { verificationKeySchema } from '../prover/groth16-types.ts';
import type { VerificationKey } from '../prover/groth16-types.ts';

const G1_GENERATOR_X = '1';

/** x of the generator of G2. */
const G2_GENERATOR = [
  [
    '10857046999023057135944570762232829481370756359578518086990519993285655852781',
    '11559732032986387107991004021392285783925812861821192530917403151452391805634',
  ],
] as const;

/**
 * Refuses, with 'key-invalid', a verification key that is malformed or that would accept false statements:
 * - a point off its curve, outside its subgroup or at infinity. An IC point at infinity leaves its public signal free;
 * - gamma = +-delta, as before the first contribution: then anybody can shift the public part into the proof;
 * - beta = +-gamma or +-delta: then (alpha + IC(signals), gamma, 0) or (IC(signals), gamma, -alpha) proves any signals;
 * - delta, beta or alpha = +-generator, as before anybody contributed to phase 2 or phase 1;
 * - two IC points that are equal up to sign: then a proof for two signals holds for others with the same sum or difference;
 * - a number of IC points other than nPublic + 1.
 */
export async function lintVerificationKey(
  key: unknown,
  options: { with?: 'snarkjs' | undefined } = {},
): Promise<VerificationKey> {
  const parsed = verificationKeySchema.safeParse(key);
  if (!parsed.success) throw refused('it does not have the form of a Groth16 key for BN254');
  const { data } = parsed;
  if (data.IC.length !== data.nPublic + 1) {
    throw refused(`it has ${data.IC.length} IC points for ${data.nPublic} public signals`);
  }
  const { isG1, isG2 } = await choosePointChecks(options);
  if (!isG1(data.vk_alpha_1)) throw refused('alpha is not a point of G1, or infinity');
  if (data.vk_alpha_1[0] === G1_GENERATOR_X)
    throw refused('alpha is the generator: nobody has contributed to its powers of tau');
  for (const [index, point] of data.IC.entries()) {
    if (!isG1(point)) throw refused(`IC point ${index} is not a point of G1, or infinity`);
  }
  const shared = findShared(data.IC.map(([x]) => x));
  if (shared) throw refused(`IC points ${shared.join(' and ')} are equal up to sign`);
  const { vk_beta_2: beta, vk_gamma_2: gamma, vk_delta_2: delta } = data;
  if (![beta, gamma, delta].every(isG2))
    throw refused('beta, gamma or delta is not a point of G2, or infinity');
  if (equalUpToSign(gamma, delta)) throw refused('gamma equals delta: nobody has contributed to it');
  if (equalUpToSign(beta, gamma) || equalUpToSign(beta, delta))
    throw refused('beta equals gamma or delta: anybody could forge proofs for it');
  if (equalUpToSign(beta, G2_GENERATOR))
    throw refused('beta is the generator: nobody has contributed to its powers of tau');
  if (equalUpToSign(delta, G2_GENERATOR))
    throw refused('delta is the generator: nobody has contributed to it');
  return data;
}

type G2Point = VerificationKey['vk_delta_2'];

/** A point and its negative share x, and only they do. All points here are affine with canonical coordinates. */
function equalUpToSign(
  [left]: G2Point,
  [right]: readonly [readonly [string, string], ...unknown[]],
): boolean {
  return left[0] === right[0] && left[1] === right[1];
}

/** The first two places with the same text. */
function findShared(texts: readonly string[]): [number, number] | undefined {
  const places = new Map<string, number>();
  for (const [index, text] of texts.entries()) {
    const earlier = places.get(text);
    if (earlier !== undefined) return [earlier, index];
    places.set(text, index);
  }
  return undefined;
}

function refused(reason: string): AppError {
  return new AppError(
    'key-invalid',
    `The verification key is refused: ${reason}.`,
    'Make the keys again, or fetch the key again from whoever published it.',
  );
}
