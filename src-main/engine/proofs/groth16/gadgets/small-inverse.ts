import { SCALAR_FIELD } from '../../bn254.ts';

const known: bigint[] = [0n, 1n];

/**
 * The inverse modulo r of a small integer, in [0, r); 0 for 0. Each magnitude is computed once.
 *
 * @param value |value| is at most about a thousand: the table holds all magnitudes up to the greatest seen
 */
export function smallInverse(value: number): bigint {
  const magnitude = Math.abs(value);
  for (let next = known.length; next <= magnitude; next++) {
    // r = next * quotient + rest, so 1 / next = -quotient / rest, and rest < next is in the table.
    const rest = Number(SCALAR_FIELD % BigInt(next));
    known[next] = SCALAR_FIELD - (((SCALAR_FIELD / BigInt(next)) * known[rest]!) % SCALAR_FIELD);
  }
  const inverse = known[magnitude]!;
  return value < 0 ? SCALAR_FIELD - inverse : inverse;
}
