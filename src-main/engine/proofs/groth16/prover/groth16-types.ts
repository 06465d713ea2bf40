import { z } from 'zod';

/** A non-negative integer in decimal, as snarkjs writes field elements. */
const decimal = z.string().regex(/^(0|[1-9][0-9]{0,77})$/);
const g1Point = z.tuple([decimal, decimal, decimal]);
const pair = z.tuple([decimal, decimal]);
const g2Point = z.tuple([pair, pair, pair]);

/** A Groth16 proof as snarkjs writes it: projective points, z = 1; G2 coordinates as [c0, c1]. */
export const groth16ProofSchema = z.object({
  pi_a: g1Point,
  pi_b: g2Point,
  pi_c: g1Point,
  protocol: z.literal('groth16'),
  curve: z.literal('bn128'),
});
export type Groth16Proof = z.infer<typeof groth16ProofSchema>;

/** A verification key as snarkjs writes it; `IC` has nPublic + 1 points. */
export const verificationKeySchema = z.object({
  protocol: z.literal('groth16'),
  curve: z.literal('bn128'),
  nPublic: z.int().nonnegative(),
  vk_alpha_1: g1Point,
  vk_beta_2: g2Point,
  vk_gamma_2: g2Point,
  vk_delta_2: g2Point,
  /** The pairing of alpha and beta, for verifiers that take it precomputed. Nothing here reads it. */
  vk_alphabeta_12: z.array(z.array(pair)).optional(),
  IC: z.array(g1Point),
});
export type VerificationKey = z.infer<typeof verificationKeySchema>;

/** Public signals in decimal, in the order of the circuit. */
export const publicSignalsSchema = z.array(decimal);
