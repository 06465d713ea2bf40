import { SCALAR_FIELD, toField } from '../../bn254.ts';
import { fitsDigits, tooWide, writeDigits } from './digits.ts';
import type { FieldValue, Gadget } from './gadget.ts';

/**
 * Maximum(W): the digits of |a - b| from the combination a - b, -2^W < a - b < 2^W (circuits/maximum.circom). W + 2
 * rows. The greater value is the combination (a + b + |a - b|) / 2.
 */
export const maximum: Gadget<readonly [width: number]> = {
  name: 'maximum',
  template: 'Maximum',
  file: 'maximum.circom',
  optimization: 'O0',
  inputs: () => [{ name: 'difference', length: 1, kind: 'combination' }],
  signals: ([width]) => [
    { name: 'bit', length: width },
    { name: 'sign', length: 1 },
  ],
  outputCount: ([width]) => width,
  rowCount: ([width]) => width + 2,
  assign([width], inputs, values) {
    const difference = signed(inputs[0]!);
    const magnitude = difference < 0 ? -difference : difference;
    if (!fitsDigits(magnitude, width)) throw tooWide(magnitude, width);
    writeDigits(magnitude, width, values);
    values[width] = difference < 0 ? 0 : 1;
  },
};

/** The representative of `value` in (-r/2, r/2). */
function signed(value: FieldValue): FieldValue {
  if (typeof value === 'number') return value;
  const residue = toField(value);
  return residue > SCALAR_FIELD / 2n ? residue - SCALAR_FIELD : residue;
}
