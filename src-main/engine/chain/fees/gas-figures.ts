import { dataLength, getBytes } from 'ethers';

/**
 * Gas of a transaction by its size alone, for nodes that cannot pretend that contracts are there already. The constants
 * are from transaction receipts; tests compare the sums with receipts.
 */

const TRANSACTION = 21_000n;
const CREATE = 32_000n;
const CODE_BYTE = 200n;
/** Memory, hashing of the creation code, the proxy and the constructor, by byte of creation code. */
const CREATION_BYTE = 2n;

/** Checks of the points at the fixed places of a key, and the registry's entry. */
const REGISTRATION = 242_000n;
/** A point of 64 bytes more in the key is checked, beside what storing and sending it takes. */
const KEY_BYTE_CHECKED = 20n;

/** Of naming a successor: two models are read, and one word is written that was zero. */
export const SUCCESSOR_GAS = 53_200n;

/** Of a deployment through the proxy that leaves so many bytes of code. */
export function deploymentGas(data: string, codeBytes: number): bigint {
  const execution = CREATE + CODE_BYTE * BigInt(codeBytes) + CREATION_BYTE * BigInt(dataLength(data));
  return TRANSACTION + calldataGas(data) + execution;
}

/** Of the registration of a model with its key. */
export function registrationGas(data: string): bigint {
  const bytes = BigInt(dataLength(data));
  return TRANSACTION + calldataGas(data) + REGISTRATION + (CODE_BYTE + KEY_BYTE_CHECKED) * bytes;
}

function calldataGas(data: string): bigint {
  return getBytes(data).reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 0n);
}
