import { createHash } from 'node:crypto';

/** Numbers in [0, 1) that depend on nothing but the seed. */
export function seededRandom(seed: string): () => number {
  let counter = 0;
  return () => {
    const digest = createHash('sha256').update(`${seed} ${counter++}`).digest();
    return digest.readUInt32LE(0) / 2 ** 32;
  };
}
