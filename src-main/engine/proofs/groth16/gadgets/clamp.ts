import { digitsSum, digitsValue } from './digits.ts';
import type { FieldValue, Gadget } from './gadget.ts';
import { saturationWitness } from './saturation-witness.ts';

/**
 * Clamp(B, K): min(max(q, -2^(B-1)), 2^(B-1) - 1) from the bits of a shifted accumulator (circuits/clamp.circom).
 * Two rows. Inputs: low[B-1] = bits s..s+B-2, high[K] = bits s+B-1..W-2 with K >= 1, top = bit W-1
 * (1 = not negative). The output is signed.
 */
export const clamp: Gadget<readonly [bits: number, highBits: number]> = {
  name: 'clamp',
  template: 'Clamp',
  file: 'clamp.circom',
  optimization: 'O0',
  inputs: ([bits, highBits]) => [
    { name: 'low', length: bits - 1, kind: 'wire' },
    { name: 'high', length: highBits, kind: 'wire' },
    { name: 'top', length: 1, kind: 'wire' },
  ],
  signals: () => [
    { name: 'out', length: 1 },
    { name: 'witness', length: 1 },
  ],
  outputCount: () => 1,
  rowCount: () => 2,
  assign([bits, highBits], inputs, values) {
    const lowBits = bits - 1;
    const top = Number(inputs[lowBits + highBits]!);
    const excess = digitsSum(inputs, lowBits, highBits) - (top === 0 ? highBits : 0);
    const inside = plusPower(digitsValue(inputs, 0, lowBits), top === 0 ? -1 : 0, lowBits);
    let out = inside;
    if (excess !== 0) out = top === 0 ? plusPower(0, -1, lowBits) : plusPower(-1, 1, lowBits);
    values[0] = out;
    values[1] = saturationWitness(out, inside, excess);
  },
};

/** value + sign * 2^exponent. */
function plusPower(value: FieldValue, sign: -1 | 0 | 1, exponent: number): FieldValue {
  if (exponent > 52) return BigInt(value) + BigInt(sign) * (1n << BigInt(exponent));
  return Number(value) + sign * 2 ** exponent;
}
