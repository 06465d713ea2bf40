import { SCALAR_FIELD } from '../../bn254.ts';
import type { FieldValue } from './gadget.ts';
import { smallInverse } from './small-inverse.ts';

/**
 * The signal `witness` of Relu and Clamp: (out - inside) / excess modulo r, and 0 where the excess is 0.
 *
 * @param excess at most a few hundred in absolute value
 */
export function saturationWitness(out: FieldValue, inside: FieldValue, excess: number): FieldValue {
  if (excess === 0) return 0;
  return ((BigInt(out) - BigInt(inside)) * smallInverse(excess)) % SCALAR_FIELD;
}
