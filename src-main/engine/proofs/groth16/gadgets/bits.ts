import { AppError } from '../../../../api/errors.ts';
import { toField } from '../../bn254.ts';
import type { FieldValue, Gadget } from './gadget.ts';

/** Digits are cut from a number in chunks on which the 32-bit operators are exact. */
const CHUNK_BITS = 30;
const CHUNK = 2 ** CHUNK_BITS;

/**
 * Bits(W): the digits of a combination in [0, 2^W), 1 <= W <= 250 (circuits/bits.circom). W + 1 rows.
 * The gadget enforces the range: there is no witness for any other value.
 */
export const bits: Gadget<readonly [width: number]> = {
  name: 'bits',
  template: 'Bits',
  file: 'bits.circom',
  optimization: 'O0',
  inputs: () => [{ name: 'in', length: 1, kind: 'combination' }],
  signals: ([width]) => [{ name: 'bit', length: width }],
  outputCount: ([width]) => width,
  assign([width], inputs, values) {
    let rest = inRange(inputs[0]!, width);
    for (let start = 0; start < width; start += CHUNK_BITS) {
      let chunk: number;
      if (typeof rest === 'number') {
        chunk = rest % CHUNK;
        rest = (rest - chunk) / CHUNK;
      } else {
        chunk = Number(BigInt.asUintN(CHUNK_BITS, rest));
        rest >>= BigInt(CHUNK_BITS);
      }
      const end = Math.min(start + CHUNK_BITS, width);
      for (let index = start; index < end; index++) values[index] = (chunk >> (index - start)) & 1;
    }
  },
};

/** The representative of `value` in [0, 2^width). */
function inRange(value: FieldValue, width: number): FieldValue {
  if (typeof value === 'number' && value >= 0 && (width >= 53 || value < 2 ** width)) return value;
  const residue = toField(BigInt(value));
  if (residue >> BigInt(width) === 0n) return residue;
  throw new AppError(
    'witness-invalid',
    `The value ${value} does not fit the ${width} bits that the circuit gives it.`,
    'Report this model: an interval in its circuit is narrower than its values.',
  );
}
