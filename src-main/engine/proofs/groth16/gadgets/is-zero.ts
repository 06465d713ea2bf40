import { toField } from '../../bn254.ts';
import { fieldInverse } from './field-inverse.ts';
import type { Gadget } from './gadget.ts';

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
    const value = toField(BigInt(inputs[0]!));
    values[0] = value === 0n ? 1 : 0;
    values[1] = fieldInverse(value);
  },
};
