import { SCALAR_FIELD, toField } from '../../bn254.ts';

/** The inverse modulo r in [0, r); 0 for a multiple of r. */
export function fieldInverse(value: bigint): bigint {
  let [rest, divisor] = [SCALAR_FIELD, toField(value)];
  let [previous, current] = [0n, 1n];
  while (divisor !== 0n) {
    const quotient = rest / divisor;
    [rest, divisor] = [divisor, rest - quotient * divisor];
    [previous, current] = [current, previous - quotient * current];
  }
  return rest === 1n ? toField(previous) : 0n;
}
