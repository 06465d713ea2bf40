import { concatBytes } from '@noble/hashes/utils.js';
import { fromHex, keccak256, numberToWord, toHex, type Hex } from '../encoding/bytes.ts';
import type { SnarkjsG1, SnarkjsG2, SnarkjsKey } from '../groth16/snarkjs-forms.ts';
import { ProofpressError } from '../proofpress-error.ts';
import { PACKED_BITS, signalCount, type PackedValues, type StatementLayout } from './layout.ts';

const VERSION = 1;
/** A contract's code holds 24,576 bytes, one of which is not the key's (EIP-170). */
const MAXIMUM_KEY_BYTES = 24_575;

/**
 * The bytes of a verifying key as contracts store them, version 1, big-endian: header (mode, count, bits and sign of each
 * input, the outputs', the transcript's hash), then alpha, beta, gamma, delta, IC; G2 coordinates imaginary part first.
 *
 * @param key            its points are taken as they stand; coordinates have to be below 2^256
 * @param transcriptHash bytes32
 * @returns the bytes and their keccak256, the vkHash
 * @throws ProofpressError `key-invalid` for a layout that the format cannot hold, or of another number of signals than the
 *         key, or a key that no contract can hold
 */
export function encodeVerifyingKey(
  key: SnarkjsKey,
  layout: StatementLayout,
  transcriptHash: string,
): { bytes: Uint8Array; vkHash: Hex } {
  if (layout.inputs.length > 255)
    throw refused(`a model with ${layout.inputs.length} inputs has no such key`);
  const header = [
    Uint8Array.of(VERSION, layout.inputs.length),
    ...layout.inputs.flatMap((input) => [
      Uint8Array.of(input.mode === 'committed' ? 1 : 0),
      encodeValues(input),
    ]),
    encodeValues(layout.outputs),
    fromHex(transcriptHash),
  ];
  const signals = signalCount(layout);
  if (key.nPublic !== signals || key.IC.length !== signals + 1)
    throw refused(`it is one of ${key.nPublic} public signals, the statement has ${signals}`);
  const points = [
    encodeG1(key.vk_alpha_1),
    ...[key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map(encodeG2),
    ...key.IC.map(encodeG1),
  ];
  const bytes = concatBytes(...header, ...points);
  if (bytes.length > MAXIMUM_KEY_BYTES)
    throw refused(`it takes ${bytes.length} bytes, more than a contract holds`);
  return { bytes, vkHash: toHex(keccak256(bytes)) };
}

function encodeValues({ count, bits, signed }: PackedValues): Uint8Array {
  if (count >= 2 ** 32 || bits > PACKED_BITS)
    throw refused(`a statement cannot hold ${count} values of ${bits} bits`);
  const bytes = new Uint8Array(6);
  new DataView(bytes.buffer).setUint32(0, count);
  bytes[4] = bits;
  bytes[5] = signed ? 1 : 0;
  return bytes;
}

function encodeG1([x, y]: SnarkjsG1): Uint8Array {
  return concatBytes(...[x, y].map(encodeCoordinate));
}

function encodeG2([[x0, x1], [y0, y1]]: SnarkjsG2): Uint8Array {
  return concatBytes(...[x1, x0, y1, y0].map(encodeCoordinate));
}

function encodeCoordinate(decimal: string): Uint8Array {
  const value = BigInt(decimal);
  if (value >> 256n !== 0n) throw refused('a coordinate is not below the order of the base field');
  return numberToWord(value);
}

function refused(reason: string): ProofpressError {
  return new ProofpressError('key-invalid', `The verifying key is refused: ${reason}.`);
}
