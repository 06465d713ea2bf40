import { bn254 } from '@noble/curves/bn254.js';
import { poseidon } from '@noble/curves/abstract/poseidon.js';
import { drawPoseidonConstants } from './poseidon-constants.ts';

const SHAPE = { t: 17, roundsFull: 8, roundsPartial: 68 };

let permutation: ReturnType<typeof poseidon> | undefined;

/**
 * Poseidon of 16 field elements over BN254's scalar field, as circomlib has it: width 17, 8 full and 68 partial rounds,
 * fifth powers. The constants are drawn at the first call, which takes some tenths of a second; a hash takes some
 * milliseconds.
 */
export function poseidon16(inputs: readonly bigint[]): bigint {
  permutation ??= poseidon({
    ...SHAPE,
    ...drawPoseidonConstants(SHAPE),
    Fp: bn254.fields.Fr,
    sboxPower: 5,
  });
  return permutation([0n, ...inputs])[0]!;
}
