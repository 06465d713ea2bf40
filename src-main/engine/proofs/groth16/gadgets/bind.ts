import { SCALAR_FIELD, toField } from '../../bn254.ts';
import type { Gadget } from './gadget.ts';

/** Bind(): square = in * in, so that a public signal stands in a row (circuits/bind.circom). One row. */
export const bind: Gadget<readonly []> = {
  name: 'bind',
  template: 'Bind',
  file: 'bind.circom',
  optimization: 'O0',
  inputs: () => [{ name: 'in', length: 1, kind: 'wire' }],
  signals: () => [{ name: 'square', length: 1 }],
  outputCount: () => 1,
  rowCount: () => 1,
  assign(_params, inputs, values) {
    const value = toField(BigInt(inputs[0]!));
    values[0] = (value * value) % SCALAR_FIELD;
  },
};
