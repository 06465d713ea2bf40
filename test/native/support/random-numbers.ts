import { createHash, randomInt } from 'node:crypto';

/** TEST_SEED repeats a run. */
const seed = process.env.TEST_SEED ?? String(randomInt(1_000_000_000));
process.stdout.write(`TEST_SEED=${seed}\n`);

let drawn = 0;

/** A number in [0, modulus) from the seed of this run. */
export function randomBelow(modulus: bigint): bigint {
  const hex = createHash('sha512').update(`${seed} ${drawn++}`).digest('hex');
  return BigInt(`0x${hex}`) % modulus;
}
