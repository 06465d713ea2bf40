import type { Gadget } from './gadget.ts';

/**
 * Pack(N, B): out = sum in[i] * 2^(B * i), N * B <= 248 (circuits/pack.circom). One row. That every in[i] is in
 * [0, 2^B), and with it that the packing has one unpacking, is the caller's to prove.
 */
export const pack: Gadget<readonly [count: number, bits: number]> = {
  name: 'pack',
  template: 'Pack',
  file: 'pack.circom',
  optimization: 'O0',
  inputs: ([count]) => [{ name: 'in', length: count, kind: 'combination' }],
  signals: () => [{ name: 'out', length: 1 }],
  outputCount: () => 1,
  assign([count, bits], inputs, values) {
    let sum = 0n;
    for (let index = count - 1; index >= 0; index--) sum = (sum << BigInt(bits)) + BigInt(inputs[index]!);
    values[0] = sum;
  },
};
