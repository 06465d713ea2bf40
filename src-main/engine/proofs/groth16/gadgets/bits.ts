import { toField } from '../../bn254.ts';
import { fitsDigits, tooWide, writeDigits } from './digits.ts';
import type { FieldValue, Gadget } from './gadget.ts';

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
  rowCount: ([width]) => width + 1,
  assign([width], inputs, values) {
    writeDigits(inRange(inputs[0]!, width), width, values);
  },
};

/** The representative of `value` in [0, 2^width). */
function inRange(value: FieldValue, width: number): FieldValue {
  if (typeof value === 'number' && value >= 0 && fitsDigits(value, width)) return value;
  const residue = toField(BigInt(value));
  if (fitsDigits(residue, width)) return residue;
  throw tooWide(value, width);
}
