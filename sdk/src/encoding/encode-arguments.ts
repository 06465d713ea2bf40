import { concatBytes } from '@noble/hashes/utils.js';
import { ProofpressError } from '../proofpress-error.ts';
import { numberToWord } from './bytes.ts';

/** A static word, dynamic `bytes`, or a dynamic array of words. Static tuples and arrays are their words one by one. */
export type Argument = bigint | Uint8Array | readonly bigint[];

/** abi.encode of the arguments. Words have to be in [0, 2^256): see `unsignedWord` and `signedWord`. */
export function encodeArguments(values: readonly Argument[]): Uint8Array {
  const tails: Uint8Array[] = [];
  let tail = 32 * values.length;
  const heads = values.map((value) => {
    if (typeof value === 'bigint') return numberToWord(value);
    const encoded = value instanceof Uint8Array ? encodeBytes(value) : encodeWords(value);
    tails.push(encoded);
    const start = tail;
    tail += encoded.length;
    return numberToWord(BigInt(start));
  });
  return concatBytes(...heads, ...tails);
}

function encodeBytes(bytes: Uint8Array): Uint8Array {
  const padding = new Uint8Array((32 - (bytes.length % 32)) % 32);
  return concatBytes(numberToWord(BigInt(bytes.length)), bytes, padding);
}

function encodeWords(words: readonly bigint[]): Uint8Array {
  return concatBytes(numberToWord(BigInt(words.length)), ...words.map(numberToWord));
}

/** @throws ProofpressError `input-invalid` for a number outside [0, 2^256) */
export function unsignedWord(value: bigint): bigint {
  if (value < 0n || value >> 256n !== 0n)
    throw new ProofpressError('input-invalid', `${value} is no unsigned number of 256 bits.`);
  return value;
}

/**
 * Two's complement.
 * @throws ProofpressError `input-invalid` for a number outside [-2^255, 2^255)
 */
export function signedWord(value: bigint): bigint {
  if (BigInt.asIntN(256, value) !== value)
    throw new ProofpressError('input-invalid', `${value} is no signed number of 256 bits.`);
  return BigInt.asUintN(256, value);
}
