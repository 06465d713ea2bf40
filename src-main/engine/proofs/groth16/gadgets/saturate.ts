import type { Gadget } from './gadget.ts';
import { saturationWitness } from './saturation-witness.ts';

/**
 * Saturate(): `inside` where `excess` is 0, else `saturated` (circuits/saturate.circom). Two rows. The excess is a sum
 * of bits, each with the sign + or -, and a constant: at most a few hundred in absolute value.
 */
export const saturate: Gadget<readonly []> = {
  name: 'saturate',
  template: 'Saturate',
  file: 'saturate.circom',
  optimization: 'O0',
  inputs: () => [
    { name: 'excess', length: 1, kind: 'factor' },
    { name: 'saturated', length: 1, kind: 'factor' },
    { name: 'inside', length: 1, kind: 'combination' },
  ],
  signals: () => [
    { name: 'out', length: 1 },
    { name: 'witness', length: 1 },
  ],
  outputCount: () => 1,
  rowCount: () => 2,
  assign(_params, inputs, values) {
    const excess = Number(inputs[0]!);
    const inside = inputs[2]!;
    const out = excess === 0 ? inside : inputs[1]!;
    values[0] = out;
    values[1] = saturationWitness(out, inside, excess);
  },
};
