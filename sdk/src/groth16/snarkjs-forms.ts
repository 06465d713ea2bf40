import { type Read, integer, list, matching, oneOf, optional, record, tuple } from '../receipt/schema.ts';

/** A non-negative integer in decimal, as snarkjs writes field elements. */
export const fieldDecimal = matching(/^(0|[1-9][0-9]{0,77})$/, 'a number in decimal');
const pair = tuple(fieldDecimal, fieldDecimal);
const g1Form = tuple(fieldDecimal, fieldDecimal, fieldDecimal);
const g2Form = tuple(pair, pair, pair);

/** A Groth16 proof as snarkjs writes it: projective points with z = 1, G2 coordinates real part first. */
export const proofForm = record({
  protocol: oneOf('groth16'),
  curve: oneOf('bn128'),
  pi_a: g1Form,
  pi_b: g2Form,
  pi_c: g1Form,
});

/** A verification key as snarkjs writes it. */
export const keyForm = record({
  protocol: oneOf('groth16'),
  curve: oneOf('bn128'),
  nPublic: integer(0),
  vk_alpha_1: g1Form,
  vk_beta_2: g2Form,
  vk_gamma_2: g2Form,
  vk_delta_2: g2Form,
  vk_alphabeta_12: optional(list(list(pair))),
  IC: list(g1Form),
});

export type SnarkjsG1 = Read<typeof g1Form>;
export type SnarkjsG2 = Read<typeof g2Form>;
export type SnarkjsProof = Read<typeof proofForm>;
/** Without the pairing of alpha and beta, which nothing here reads. */
export type SnarkjsKey = Omit<Read<typeof keyForm>, 'vk_alphabeta_12'>;

/** Is it infinity, in the one form that snarkjs writes: [0, 1, 0]? */
export function isInfinity(point: SnarkjsG1 | SnarkjsG2): boolean {
  return ['0,1,0', '0,0,1,0,0,0'].includes(String(point));
}
