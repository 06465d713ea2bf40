import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import type { CheatBackend } from './cheat-backend.ts';

/**
 * Whether the rows hold with another value in the place of a wire's: so it is with the signals that a row multiplies
 * with zero, the witness of a value that does not saturate, the inverse of 0, and the sign of a difference that is zero
 * (but that one stays a digit).
 * @param honest what an honest witness was made with
 */
export function isFreeSignal(honest: CheatBackend, wire: number, other: bigint): boolean {
  const { gadget, signal, instance } = honest.origins[wire]!;
  if (instance < 0) return false;
  const { params, inputs } = honest.instances[instance]!;
  if (signal === 'sign') return inputs[0] === 0n && other <= 1n;
  if (signal === 'inverse') return inputs[0] === 0n;
  if (signal !== 'witness') return false;
  if (gadget === 'saturate') return inputs[0] === 0n;
  const lowCount = gadget === 'relu' ? params[0]! : params[0]! - 1;
  const top = inputs.at(-1)!;
  const high = inputs.slice(lowCount, -1).reduce((sum, digit) => sum + digit, 0n);
  return high === (gadget === 'relu' ? top - 1n : BigInt(params[1]!) * (1n - top));
}

/** The honest value as the integer in (-r/2, r/2). */
export function signedValue(value: bigint): bigint {
  return value > SCALAR_FIELD / 2n ? value - SCALAR_FIELD : value;
}
