import { digitsSum, digitsValue } from './digits.ts';
import type { Gadget } from './gadget.ts';
import { smallInverse } from './small-inverse.ts';

/**
 * Relu(B, K): min(max(q, 0), 2^B - 1) from the bits of a shifted accumulator (circuits/relu.circom). Three rows.
 * Inputs: low[B] = bits s..s+B-1, high[K] = bits s+B..W-2 with K >= 1, top = bit W-1 (1 = not negative).
 */
export const relu: Gadget<readonly [lowBits: number, highBits: number]> = {
  name: 'relu',
  template: 'Relu',
  file: 'relu.circom',
  optimization: 'O0',
  inputs: ([lowBits, highBits]) => [
    { name: 'low', length: lowBits, kind: 'wire' },
    { name: 'high', length: highBits, kind: 'wire' },
    { name: 'top', length: 1, kind: 'wire' },
  ],
  signals: () => [
    { name: 'out', length: 1 },
    { name: 'zero', length: 1 },
    { name: 'inverse', length: 1 },
  ],
  outputCount: () => 1,
  assign([lowBits, highBits], inputs, values) {
    const top = Number(inputs[lowBits + highBits]!);
    const excess = digitsSum(inputs, lowBits, highBits) + 1 - top;
    if (excess === 0) values[0] = digitsValue(inputs, 0, lowBits);
    else if (top === 0) values[0] = 0;
    else values[0] = lowBits > 53 ? (1n << BigInt(lowBits)) - 1n : 2 ** lowBits - 1;
    values[1] = excess === 0 ? 1 : 0;
    values[2] = smallInverse(excess);
  },
};
