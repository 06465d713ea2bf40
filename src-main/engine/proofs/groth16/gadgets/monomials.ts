import { multiply } from './exact.ts';
import type { Gadget } from './gadget.ts';

/**
 * Monomials(H): the products of all sets of two or more of H bits, sets in ascending order as numbers
 * (circuits/monomials.circom). 2^H - H - 1 rows.
 */
export const monomials: Gadget<readonly [bits: number]> = {
  name: 'monomials',
  template: 'Monomials',
  file: 'monomials.circom',
  optimization: 'O0',
  inputs: ([bits]) => [{ name: 'bit', length: bits, kind: 'wire' }],
  signals: ([bits]) => [{ name: 'product', length: monomialCount(bits) }],
  outputCount: ([bits]) => monomialCount(bits),
  rowCount: ([bits]) => monomialCount(bits),
  assign([bits], inputs, values) {
    for (let greatest = 1; greatest < bits; greatest++) {
      for (let rest = 1; rest < 2 ** greatest; rest++) {
        const index = monomialIndex(rest);
        const factor = index < 0 ? inputs[31 - Math.clz32(rest)]! : values[index]!;
        values[monomialIndex(rest + 2 ** greatest)] = multiply(factor, inputs[greatest]!);
      }
    }
  },
};

/** How many sets of two or more bits there are. */
export function monomialCount(bits: number): number {
  return 2 ** bits - bits - 1;
}

/** Where the product of a set of bits stands among the outputs; negative for a set of one bit, which has no product. */
export function monomialIndex(set: number): number {
  const greatest = 31 - Math.clz32(set);
  return set === 2 ** greatest ? -1 : set - greatest - 2;
}
