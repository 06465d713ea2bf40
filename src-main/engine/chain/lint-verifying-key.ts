import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../api/errors.ts';
import { lintVerificationKey } from '../proofs/groth16/keys/lint-verification-key.ts';
import { type DecodedVerifyingKey, decodeVerifyingKey } from './decode-verifying-key.ts';
import type { StatementLayout } from './statement-layout.ts';

/** What a key has to be of, as far as it is known. */
export interface ExpectedKey {
  layout?: StatementLayout;
  /** SHA-256 of the transcript's text, 0x hex. */
  transcriptHash?: string;
  /** keccak256 of the bytes, 0x hex. */
  vkHash?: string;
}

/**
 * All that anybody can see on a verifying key alone, as contracts store it: the header is one, asks for as many points as
 * there are, and is that of the statement; the points are sound and give nothing away (see `lintVerificationKey`). Which
 * circuit the key is of is not to be seen.
 *
 * @throws AppError `key-invalid` with the first thing that is wrong
 */
export async function lintVerifyingKey(
  bytes: Uint8Array,
  { layout, transcriptHash, vkHash }: ExpectedKey = {},
): Promise<DecodedVerifyingKey> {
  const key = decodeVerifyingKey(bytes);
  if (vkHash !== undefined && key.vkHash !== vkHash) throw refused('its bytes have another hash');
  if (transcriptHash !== undefined && key.transcriptHash !== transcriptHash)
    throw refused('it names another transcript');
  if (layout && !isDeepStrictEqual(key.layout, withoutNames(layout)))
    throw refused('its header is that of another statement');
  await lintVerificationKey(key.verificationKey);
  return key;
}

function withoutNames({ inputs, outputs }: StatementLayout): DecodedVerifyingKey['layout'] {
  const values = ({ count, bits, signed }: StatementLayout['outputs']) => ({ count, bits, signed });
  return {
    inputs: inputs.map((input) => ({ mode: input.mode, ...values(input) })),
    outputs: values(outputs),
  };
}

function refused(reason: string): AppError {
  return new AppError(
    'key-invalid',
    `The verifying key is refused: ${reason}.`,
    'Take the key that belongs to this model.',
  );
}
