import { ProofpressError } from '../proofpress-error.ts';
import { bytesToNumber, fromHex, keccak256Text, toHex, type Hex } from './bytes.ts';

/** Twenty zero bytes: nobody, and stands for the chain's own coin where the market takes a token. */
export const zeroAddress: Hex = '0x0000000000000000000000000000000000000000';

/**
 * An address as a number.
 * @throws ProofpressError `input-invalid` for what is none, and for mixed case that is not the checksum of EIP-55
 */
export function addressToNumber(address: string): bigint {
  if (!/^0x[0-9a-fA-F]{40}$/.test(address))
    throw new ProofpressError('input-invalid', `"${address}" is no address.`);
  const digits = address.slice(2);
  const isOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  if (!isOneCase && address !== toChecksumAddress(address)) {
    throw new ProofpressError('input-invalid', `The address ${address} has a wrong checksum.`);
  }
  return bytesToNumber(fromHex(address));
}

/** The spelling of EIP-55, whose capital letters are a checksum. */
export function toChecksumAddress(address: string): Hex {
  const digits = address.slice(2).toLowerCase();
  const hash = toHex(keccak256Text(digits)).slice(2);
  const spelled = [...digits].map((digit, index) =>
    parseInt(hash[index]!, 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return `0x${spelled.join('')}`;
}
