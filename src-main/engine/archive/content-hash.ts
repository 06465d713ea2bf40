import { createHash, type Hash } from 'node:crypto';

/** What the content of a file is known by: a hash in hex, of the kind that whoever describes the file has. */
export type ContentHash = { sha256: string } | { blake2b: string };

/** A hash to be filled, and whether it came out as expected. */
export function beginContentHash(expected: ContentHash): { hash: Hash; isExpected: () => boolean } {
  const hash = createHash('sha256' in expected ? 'sha256' : 'blake2b512');
  const hex = 'sha256' in expected ? expected.sha256 : expected.blake2b;
  return { hash, isExpected: () => hash.digest('hex') === hex };
}
