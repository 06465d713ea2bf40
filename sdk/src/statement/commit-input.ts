import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToNumber, keccak256, numberToWord } from '../encoding/bytes.ts';
import { SCALAR_FIELD } from '../groth16/fields.ts';
import { ProofpressError } from '../proofpress-error.ts';
import type { PackedValues } from './layout.ts';
import { packValues } from './pack-values.ts';
import { poseidon16 } from './poseidon.ts';

/** Field elements that a hash takes beside the running one. */
const BLOCK = 15;

/**
 * The commitment to one input: h = tag, a hash of domain, count and bits; then for each block of 15 of [salt, packed
 * values], filled with zeros, h = Poseidon16(h, block).
 *
 * Whoever has the salt can try inputs until one fits, so keep it as secret as the input.
 *
 * @param values the integers, see `quantizeInput`
 * @param salt   a field element, see `drawSalt`
 * @returns the public signal of the input, a field element
 * @throws ProofpressError `input-invalid` for values that do not fit the layout and for a salt that is no field element
 */
export function commitInput(values: readonly bigint[], layout: PackedValues, salt: bigint): bigint {
  if (salt < 0n || salt >= SCALAR_FIELD)
    throw new ProofpressError('input-invalid', 'The salt is no element of the scalar field of BN254.');
  const elements = [salt, ...packValues(values, layout)];
  let hash = tagOf(layout);
  for (let start = 0; start < elements.length; start += BLOCK) {
    const block = elements.slice(start, start + BLOCK);
    hash = poseidon16([hash, ...block, ...new Array<bigint>(BLOCK - block.length).fill(0n)]);
  }
  return hash;
}

/** keccak256("proofpress.input.v1" || uint32 count || uint8 bits) mod 2^253 */
function tagOf({ count, bits }: PackedValues): bigint {
  const size = numberToWord((BigInt(count) << 8n) | BigInt(bits)).subarray(-5);
  return BigInt.asUintN(253, bytesToNumber(keccak256(concatBytes(utf8ToBytes('proofpress.input.v1'), size))));
}

/** A uniformly random field element from the system's generator: 254 bits, drawn again while not below r. */
export function drawSalt(): bigint {
  for (;;) {
    const candidate = bytesToNumber(randomBytes(32)) >> 2n;
    if (candidate < SCALAR_FIELD) return candidate;
  }
}
