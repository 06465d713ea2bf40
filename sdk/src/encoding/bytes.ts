import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** 0x and lower-case hex digits. */
export type Hex = `0x${string}`;

export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`;
}

/** @param hex 0x and an even number of hex digits */
export function fromHex(hex: string): Uint8Array {
  return hexToBytes(hex.slice(2));
}

export function bytesToNumber(bytes: Uint8Array): bigint {
  return BigInt(toHex(bytes));
}

/** 32 bytes, big-endian. The number has to be in [0, 2^256). */
export function numberToWord(value: bigint): Uint8Array {
  return hexToBytes(value.toString(16).padStart(64, '0'));
}

export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}

/** keccak256 of a text in UTF-8. */
export function keccak256Text(text: string): Uint8Array {
  return keccak_256(utf8ToBytes(text));
}
