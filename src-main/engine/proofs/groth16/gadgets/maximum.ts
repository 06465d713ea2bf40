import type { Gadget } from './gadget.ts';

/**
 * Maximum(): out = select = 1 ? a : b (circuits/maximum.circom). One row. Inputs: select, a, b.
 * `select` is the caller's: the top bit of Bits(W + 1) on a - b + 2^W.
 */
export const maximum: Gadget<readonly []> = {
  name: 'maximum',
  template: 'Maximum',
  file: 'maximum.circom',
  optimization: 'O0',
  inputs: () => [
    { name: 'select', length: 1, kind: 'wire' },
    { name: 'a', length: 1, kind: 'wire' },
    { name: 'b', length: 1, kind: 'wire' },
  ],
  signals: () => [{ name: 'out', length: 1 }],
  outputCount: () => 1,
  assign(_params, inputs, values) {
    values[0] = Number(inputs[0]!) === 0 ? inputs[2]! : inputs[1]!;
  },
};
