import { solidityPackedKeccak256 } from 'ethers';
import { poseidon16 } from './poseidon.ts';

/** Elements that one Poseidon takes beside the hash so far. */
export const COMMITMENT_BLOCK = 15;

const DOMAIN = 'proofpress.input.v1';

/**
 * What the chain of hashes starts from: keccak256(utf8 "proofpress.input.v1" || uint32 count || uint8 bits), big-endian,
 * read as a big-endian integer modulo 2^253 (below r, so it is a field element).
 *
 * @param count values of the input, before packing
 * @param bits  of each value
 */
export function inputTag(count: number, bits: number): bigint {
  const digest = solidityPackedKeccak256(['string', 'uint32', 'uint8'], [DOMAIN, count, bits]);
  return BigInt.asUintN(253, BigInt(digest));
}

/**
 * The commitment to a graph input: h = inputTag, then h = Poseidon16(h, block) for each block of 15 elements of
 * [salt, ...packedElements], the last one filled up with zeros. The count in the tag makes the filling unambiguous.
 *
 * @param packedElements the values, floor(248 / bits) an element, value i at bit bits * i
 * @param salt           a uniformly random field element; it hides the input
 * @param count          values of the input
 * @param bits           of each value
 * @returns in [0, r)
 * @throws RangeError where the number of elements is not ceil(count / floor(248 / bits))
 */
export function commitInput(
  packedElements: readonly bigint[],
  salt: bigint,
  count: number,
  bits: number,
): bigint {
  const expected = Math.ceil(count / Math.floor(248 / bits));
  if (packedElements.length !== expected) {
    throw new RangeError(
      `${count} values of ${bits} bits fill ${expected} elements, not ${packedElements.length}`,
    );
  }
  const elements = [salt, ...packedElements];
  let hash = inputTag(count, bits);
  for (let start = 0; start < elements.length; start += COMMITMENT_BLOCK) {
    const block = elements.slice(start, start + COMMITMENT_BLOCK);
    while (block.length < COMMITMENT_BLOCK) block.push(0n);
    hash = poseidon16([hash, ...block]);
  }
  return hash;
}
