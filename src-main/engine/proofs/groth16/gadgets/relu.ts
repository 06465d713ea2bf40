import { digitsSum, digitsValue } from './digits.ts';
import type { FieldValue, Gadget } from './gadget.ts';
import { saturationWitness } from './saturation-witness.ts';

/**
 * Relu(B, K): min(max(q, 0), 2^B - 1) from the bits of a shifted accumulator (circuits/relu.circom). Two rows.
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
    { name: 'witness', length: 1 },
  ],
  outputCount: () => 1,
  rowCount: () => 2,
  assign([lowBits, highBits], inputs, values) {
    const top = Number(inputs[lowBits + highBits]!);
    const value = digitsValue(inputs, 0, lowBits);
    const excess = digitsSum(inputs, lowBits, highBits) + 1 - top;
    let out: FieldValue = value;
    if (excess !== 0) out = top === 0 ? 0 : lowBits > 53 ? (1n << BigInt(lowBits)) - 1n : 2 ** lowBits - 1;
    values[0] = out;
    values[1] = saturationWitness(out, value, excess);
  },
};
