import { AbiCoder } from 'ethers';
import { z } from 'zod';
import { AppError } from '../../api/errors.ts';
import type { ProofContext } from './compute-context.ts';

const coordinate = z
  .string()
  .regex(/^\d{1,78}$/)
  .transform(BigInt);
const zero = z.literal('0').transform(() => 0n);
const one = z.literal('1').transform(() => 0n);
/** Infinity is all zeros on a chain and [0, 1, 0] for snarkjs; [0, 0, 1] is no point. */
const g1 = z.union([
  z.tuple([coordinate, coordinate, z.literal('1')]).refine(([x, y]) => x !== 0n || y !== 0n),
  z.tuple([zero, one, z.literal('0')]),
]);
const g2 = z.union([
  z
    .tuple([
      z.tuple([coordinate, coordinate]),
      z.tuple([coordinate, coordinate]),
      z.tuple([z.literal('1'), z.literal('0')]),
    ])
    .refine(([x, y]) => [...x, ...y].some((value) => value !== 0n)),
  z.tuple([z.tuple([zero, zero]), z.tuple([one, zero]), z.tuple([zero, zero])]),
]);
const proofSchema = z.object({
  protocol: z.literal('groth16'),
  curve: z.literal('bn128'),
  pi_a: g1,
  pi_b: g2,
  pi_c: g1,
});

/** A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y: the order of EIP-197. */
export type ProofPoints = [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/**
 * The points of a proof as the verifier takes them. snarkjs writes an element of Fq2 real part first, EIP-197 imaginary
 * part first.
 *
 * @param snarkjsProof parsed proof.json
 * @throws AppError proof-invalid where it is no Groth16 proof on BN254
 */
export function encodeProofPoints(snarkjsProof: unknown): ProofPoints {
  const parsed = proofSchema.safeParse(snarkjsProof);
  if (!parsed.success) {
    throw new AppError(
      'proof-invalid',
      'The proof is not a Groth16 proof on BN254 as snarkjs writes it.',
      'Pass the proof JSON as it was made.',
      { cause: parsed.error },
    );
  }
  const { pi_a: a, pi_b: b, pi_c: c } = parsed.data;
  return [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]];
}

/** The `proof` argument of verifyInference: abi.encode(Context, uint256[8] points, uint256[] inputSignals). */
export function encodeProof(
  context: ProofContext,
  points: ProofPoints,
  inputSignals: readonly bigint[],
): string {
  return AbiCoder.defaultAbiCoder().encode(
    ['tuple(bytes32 requestId, address payee, uint256 deadline)', 'uint256[8]', 'uint256[]'],
    [[context.requestId, context.payee, context.deadline], points, inputSignals],
  );
}

/** The `output` argument of verifyInference: abi.encode(int256[]). */
export function encodeOutput(values: readonly bigint[]): string {
  return AbiCoder.defaultAbiCoder().encode(['int256[]'], [values]);
}
