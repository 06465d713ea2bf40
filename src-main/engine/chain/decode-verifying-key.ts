import { hexlify, keccak256 } from 'ethers';
import { AppError } from '../../api/errors.ts';
import type { VerificationKey } from '../proofs/groth16/prover/groth16-types.ts';
import { PACKED_BITS, type PackedValues, signalCount, type StatementInput } from './statement-layout.ts';

/** What the bytes of a verifying key say. */
export interface DecodedVerifyingKey {
  /** Inputs have no names here: those stand in the transcript. */
  layout: { inputs: Omit<StatementInput, 'name'>[]; outputs: PackedValues };
  /** 0x hex. */
  transcriptHash: string;
  /** As snarkjs writes it; the points are not checked. */
  verificationKey: VerificationKey;
  /** keccak256 of the bytes, 0x hex. */
  vkHash: string;
}

/** alpha1, beta2, gamma2, delta2 */
const FIXED_POINT_BYTES = 64 + 3 * 128;

/**
 * Reads a verifying key as contracts store it, version 1 (the reverse of `encodeVerifyingKey`).
 * @throws AppError `key-invalid` for a header that the format does not have, and for another length than it asks for
 */
export function decodeVerifyingKey(bytes: Uint8Array): DecodedVerifyingKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let position = 0;
  const take = (length: number): number => {
    if (position + length > bytes.length) throw refused('it is cut short');
    position += length;
    return position - length;
  };
  const byte = () => view.getUint8(take(1));
  const flag = () => {
    const value = byte();
    if (value > 1) throw refused('its header is damaged');
    return value === 1;
  };
  const values = (): PackedValues => {
    const count = view.getUint32(take(4));
    const bits = byte();
    if (count === 0 || bits === 0 || bits > PACKED_BITS) throw refused('its header is damaged');
    return { count, bits, signed: flag() };
  };
  const number = () => BigInt(hexlify(bytes.subarray(take(32), position))).toString();

  if (byte() !== 1) throw refused('it has another version than 1');
  const inputCount = byte();
  if (inputCount === 0) throw refused('it has no inputs');
  const inputs = Array.from({ length: inputCount }, () => {
    const mode = flag() ? ('committed' as const) : ('public' as const);
    return { mode, ...values() };
  });
  const layout = { inputs, outputs: values() };
  const transcriptHash = hexlify(bytes.subarray(take(32), position));
  const nPublic = signalCount({ ...layout, inputs: inputs.map((input) => ({ ...input, name: '' })) });
  const length = position + FIXED_POINT_BYTES + 64 * (nPublic + 1);
  if (bytes.length !== length) {
    throw refused(
      `its header asks for ${nPublic + 1} IC points, which makes ${length} bytes, and it has ${bytes.length}`,
    );
  }
  const g1 = (): [string, string, string] => [number(), number(), '1'];
  const pair = (): [string, string] => {
    const imaginary = number();
    return [number(), imaginary];
  };
  const g2 = (): [[string, string], [string, string], [string, string]] => [pair(), pair(), ['1', '0']];
  const verificationKey: VerificationKey = {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic,
    vk_alpha_1: g1(),
    vk_beta_2: g2(),
    vk_gamma_2: g2(),
    vk_delta_2: g2(),
    IC: Array.from({ length: nPublic + 1 }, g1),
  };
  return { layout, transcriptHash, verificationKey, vkHash: keccak256(bytes) };
}

function refused(reason: string): AppError {
  return new AppError(
    'key-invalid',
    `The verifying key is refused: ${reason}.`,
    'Fetch the key again from whoever published it.',
  );
}
