import { toField } from '../../bn254.ts';
import { fieldInverse } from './field-inverse.ts';
import type { Gadget } from './gadget.ts';
import { smallInverse } from './small-inverse.ts';

/** Inverses up to here come from a table. */
const TABLED = 1024;

/** IsZero(): 1 where the input is 0, else 0 (circuits/is-zero.circom). Two rows. */
export const isZero: Gadget<readonly []> = {
  name: 'is-zero',
  template: 'IsZero',
  file: 'is-zero.circom',
  optimization: 'O0',
  inputs: () => [{ name: 'in', length: 1, kind: 'wire' }],
  signals: () => [
    { name: 'out', length: 1 },
    { name: 'inverse', length: 1 },
  ],
  outputCount: () => 1,
  rowCount: () => 2,
  assign(_params, inputs, values) {
    const value = inputs[0]!;
    if (typeof value === 'number' && Math.abs(value) <= TABLED) {
      values[0] = value === 0 ? 1 : 0;
      values[1] = smallInverse(value);
      return;
    }
    const residue = toField(BigInt(value));
    values[0] = residue === 0n ? 1 : 0;
    values[1] = fieldInverse(residue);
  },
};
