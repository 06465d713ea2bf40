import { concat, getBytes, isHexString, keccak256, toBeHex } from 'ethers';
import { z } from 'zod';
import { AppError } from '../../api/errors.ts';
import { BASE_FIELD } from '../proofs/bn254.ts';
import { PACKED_BITS, signalCount, type PackedValues, type StatementLayout } from './statement-layout.ts';

/** Coordinates as snarkjs writes them: decimal strings, projective with z = 1. */
const coordinate = z
  .string()
  .regex(/^\d{1,78}$/)
  .transform(BigInt);
const g1 = z.tuple([coordinate, coordinate, z.literal('1')]);
const g2 = z.tuple([
  z.tuple([coordinate, coordinate]),
  z.tuple([coordinate, coordinate]),
  z.tuple([z.literal('1'), z.literal('0')]),
]);
const verificationKey = z.object({
  protocol: z.literal('groth16'),
  curve: z.literal('bn128'),
  nPublic: z.number().int(),
  vk_alpha_1: g1,
  vk_beta_2: g2,
  vk_gamma_2: g2,
  vk_delta_2: g2,
  IC: z.array(g1),
});

const KEY_VERSION = 1;
/** A contract's code holds 24,576 bytes, one of which is not the key's (EIP-170). */
const MAXIMUM_KEY_BYTES = 24_575;

export interface EncodedVerifyingKey {
  /** The bytes that the verifier stores; the format is in contracts/src/interfaces/IGroth16Verifier.sol. */
  key: Uint8Array;
  /** keccak256 of the bytes, 0x-prefixed hex. */
  vkHash: string;
}

/**
 * The bytes of a verifying key on a chain, version 1, big-endian; G2 coordinates in the order of EIP-197 (imaginary part
 * first), the reverse of snarkjs's.
 *
 * @param snarkjsKey     parsed verification_key.json
 * @param layout         how the model's values stand in the public signals
 * @param transcriptHash bytes32 as 0x-prefixed hex: the hash of the setup's transcript
 * @throws AppError key-invalid where the key is no Groth16 key on BN254, has another number of signals than the layout, or
 *         has a point at infinity; option-invalid for a layout that the format cannot hold
 */
export function encodeVerifyingKey(
  snarkjsKey: unknown,
  layout: StatementLayout,
  transcriptHash: string,
): EncodedVerifyingKey {
  if (!isHexString(transcriptHash, 32)) {
    throw new AppError(
      'option-invalid',
      'The transcript hash is not 32 bytes of hex.',
      'Pass 0x and 64 hex digits.',
    );
  }
  if (layout.inputs.length < 1 || layout.inputs.length > 255) {
    throw new AppError(
      'option-invalid',
      `The statement has ${layout.inputs.length} graph inputs.`,
      'A model on a chain has 1 to 255 graph inputs.',
    );
  }
  const header = concat([
    toBeHex(KEY_VERSION, 1),
    toBeHex(layout.inputs.length, 1),
    ...layout.inputs.flatMap((input) => [
      toBeHex(input.mode === 'committed' ? 1 : 0, 1),
      encodeValues(input),
    ]),
    encodeValues(layout.outputs),
    transcriptHash,
  ]);
  const parsed = verificationKey.safeParse(snarkjsKey);
  if (!parsed.success) {
    throw new AppError(
      'key-invalid',
      'The verifying key is not a Groth16 key on BN254 as snarkjs writes it.',
      'Pass the JSON that `snarkjs zkey export verificationkey` writes.',
      { cause: parsed.error },
    );
  }
  const key = parsed.data;
  const signals = signalCount(layout);
  if (key.nPublic !== signals || key.IC.length !== signals + 1) {
    throw new AppError(
      'key-invalid',
      `The verifying key has ${key.nPublic} public signals and ${key.IC.length} IC points, the statement has ${signals} signals.`,
      'Use the key that was made for this circuit.',
    );
  }
  const bytes = getBytes(
    concat([
      header,
      encodeG1(key.vk_alpha_1),
      encodeG2(key.vk_beta_2),
      encodeG2(key.vk_gamma_2),
      encodeG2(key.vk_delta_2),
      ...key.IC.map(encodeG1),
    ]),
  );
  if (bytes.length > MAXIMUM_KEY_BYTES) {
    throw new AppError(
      'key-invalid',
      `The verifying key takes ${bytes.length} bytes; a contract holds ${MAXIMUM_KEY_BYTES}.`,
      'Commit to the inputs instead of making them public, or give the outputs fewer bits.',
    );
  }
  return { key: bytes, vkHash: keccak256(bytes) };
}

function encodeValues({ count, bits, signed }: PackedValues): string {
  const valid =
    Number.isInteger(count) &&
    count >= 1 &&
    count < 2 ** 32 &&
    Number.isInteger(bits) &&
    bits >= 1 &&
    bits <= PACKED_BITS;
  if (!valid) {
    throw new AppError(
      'option-invalid',
      `A statement cannot hold ${count} values of ${bits} bits.`,
      `Use 1 to 2^32 - 1 values of 1 to ${PACKED_BITS} bits.`,
    );
  }
  return concat([toBeHex(count, 4), toBeHex(bits, 1), toBeHex(signed ? 1 : 0, 1)]);
}

function encodeG1([x, y]: z.output<typeof g1>): string {
  return concat([encodeCoordinate(x), encodeCoordinate(y)]);
}

function encodeG2([x, y]: z.output<typeof g2>): string {
  return concat(
    [...x]
      .reverse()
      .concat([...y].reverse())
      .map(encodeCoordinate),
  );
}

function encodeCoordinate(value: bigint): string {
  if (value >= BASE_FIELD) {
    throw new AppError(
      'key-invalid',
      'A coordinate of the verifying key is not below the order of the base field.',
      'Export the verifying key again.',
    );
  }
  return toBeHex(value, 32);
}
