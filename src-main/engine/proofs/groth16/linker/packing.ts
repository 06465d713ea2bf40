import { PACKED_BITS, type PackedValues } from '../../../chain/statement-layout.ts';
import type { Combination } from './circuit-backend.ts';

/** A value that is packed: its wire, and its integer for the witness. */
export interface PackedElement {
  wire: number;
  value(): number | bigint;
}

/** The packed field elements as combinations: sum of (value + offset) * 2^(bits * i), floor(248 / bits) values each. */
export function packingCombinations(
  elements: readonly PackedElement[],
  { bits, signed }: PackedValues,
): Combination[] {
  const perElement = Math.floor(PACKED_BITS / bits);
  const offset = signed ? 1n << BigInt(bits - 1) : 0n;
  const combinations: Combination[] = [];
  for (let start = 0; start < elements.length; start += perElement) {
    const block = elements.slice(start, start + perElement);
    let constant = 0n;
    block.forEach((_, index) => (constant += offset << BigInt(bits * index)));
    combinations.push({
      visit(add) {
        block.forEach(({ wire }, index) => add(wire, 1n << BigInt(bits * index)));
        if (constant !== 0n) add(0, constant);
      },
      value: () =>
        block.reduce(
          (sum, { value }, index) => sum + ((BigInt(value()) + offset) << BigInt(bits * index)),
          0n,
        ),
    });
  }
  return combinations;
}
