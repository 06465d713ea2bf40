import type { Gadget } from './gadget.ts';

/** Gives a combination a wire of its own (circuits/wire.circom). One row. */
export const wire: Gadget<readonly []> = {
  name: 'wire',
  template: 'Wire',
  file: 'wire.circom',
  optimization: 'O0',
  inputs: () => [{ name: 'in', length: 1, kind: 'combination' }],
  signals: () => [{ name: 'out', length: 1 }],
  outputCount: () => 1,
  rowCount: () => 1,
  assign(_params, inputs, values) {
    values[0] = inputs[0]!;
  },
};
