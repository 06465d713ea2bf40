import { digitsValue } from './digits.ts';
import type { Gadget } from './gadget.ts';

/**
 * ReluExact(B): max(q, 0) where q cannot exceed 2^B - 1 (circuits/relu-exact.circom). One row.
 * Inputs: low[B] = bits s..W-2, top = bit W-1 (1 = not negative).
 */
export const reluExact: Gadget<readonly [lowBits: number]> = {
  name: 'relu-exact',
  template: 'ReluExact',
  file: 'relu-exact.circom',
  optimization: 'O0',
  inputs: ([lowBits]) => [
    { name: 'low', length: lowBits, kind: 'wire' },
    { name: 'top', length: 1, kind: 'wire' },
  ],
  signals: () => [{ name: 'out', length: 1 }],
  outputCount: () => 1,
  rowCount: () => 1,
  assign([lowBits], inputs, values) {
    values[0] = Number(inputs[lowBits]!) === 0 ? 0 : digitsValue(inputs, 0, lowBits);
  },
};
