import { AbiCoder, concat, keccak256 } from 'ethers';

/** A tree over accounts with their features, as MerkleProof of OpenZeppelin takes it. */
export interface MerkleTree {
  root: string;
  leaves: readonly string[];
  /** The neighbours on the way from a leaf to the root. */
  path(index: number): string[];
}

/**
 * Pairs are hashed in order of their size; a leaf without a neighbour goes up as it is.
 * @param rows account and eight features of each
 */
export function merkleTree(
  rows: readonly (readonly [account: string, features: readonly number[]])[],
): MerkleTree {
  const leaves = rows.map((row) =>
    keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(['address', 'uint8[8]'], row))),
  );
  const levels = [leaves];
  for (let level = leaves; level.length > 1; levels.push(level)) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
      level[2 * i + 1] === undefined ? level[2 * i]! : hashPair(level[2 * i]!, level[2 * i + 1]!),
    );
  }
  return {
    root: levels.at(-1)![0]!,
    leaves,
    path: (index) => levels.flatMap((level, height) => level[(index >> height) ^ 1] ?? []),
  };
}

function hashPair(left: string, right: string): string {
  return keccak256(concat(left < right ? [left, right] : [right, left]));
}
