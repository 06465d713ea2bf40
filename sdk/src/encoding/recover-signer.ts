import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToNumber, fromHex, keccak256, toHex } from './bytes.ts';

/**
 * Who signed a text as a personal message (EIP-191).
 * @param signature 0x and 130 hex digits: r, s, v
 * @returns the address in lower case; undefined for what is no signature
 */
export function recoverSigner(message: string, signature: string): string | undefined {
  const bytes = fromHex(signature);
  const recovery = recoveryBit(bytes[64]!);
  // Both halves of the range of s are taken, as wallets' libraries do: the statement is bound, not the signature's bytes.
  if (recovery === undefined || bytes[32]! >= 0x80) return undefined;
  try {
    const [r, s] = [bytesToNumber(bytes.subarray(0, 32)), bytesToNumber(bytes.subarray(32, 64))];
    const key = new secp256k1.Signature(r, s, recovery).recoverPublicKey(messageHash(message));
    return toHex(keccak256(key.toBytes(false).subarray(1)).subarray(12));
  } catch {
    return undefined;
  }
}

/** 27 and 28, 0 and 1, or any odd and even number from 35 on (EIP-155). */
function recoveryBit(v: number): 0 | 1 | undefined {
  if (v === 0 || v === 27) return 0;
  if (v === 1 || v === 28) return 1;
  if (v < 35) return undefined;
  return v % 2 === 1 ? 0 : 1;
}

function messageHash(message: string): Uint8Array {
  const bytes = utf8ToBytes(message);
  return keccak256(concatBytes(utf8ToBytes(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes));
}
