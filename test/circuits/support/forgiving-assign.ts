import { integerRoot } from '../../../src-main/engine/proofs/groth16/gadgets/integer-root.ts';
import { signedValue } from './free-signals.ts';

/**
 * What a cheat answers where an honest gadget may have no witness: digits of a value that does not fit are its lowest
 * ones, and an index outside has no bit. Undefined for gadgets that always have a witness.
 * @param inputs in [0, r)
 */
export function forgivingAssign(
  gadget: string,
  params: readonly number[],
  inputs: readonly bigint[],
): bigint[] | undefined {
  const [width = 0, second = 0] = params;
  const value = signedValue(inputs[0]!);
  switch (gadget) {
    case 'bits':
      return digits(inputs[0]!, width);
    case 'maximum':
      return [...digits(value < 0n ? -value : value, width), value < 0n ? 0n : 1n];
    case 'divide': {
      const divisor = signedValue(inputs[1]!);
      const quotient = divisor === 0n ? 0n : value / divisor;
      const remainder = value - quotient * divisor;
      const gap = divisor - 1n - remainder;
      return [...digits(quotient, width), ...digits(remainder, second), ...digits(gap, second)];
    }
    case 'square-root': {
      const root = value < 0n ? 0n : BigInt(integerRoot(value));
      const remainder = value - root * root;
      return [
        ...digits(root, width),
        ...digits(remainder, width + 1),
        ...digits(2n * root - remainder, width + 1),
      ];
    }
    case 'one-hot':
      return Array.from({ length: width }, (_, position) => (value === BigInt(position) ? 1n : 0n));
    default:
      return undefined;
  }
}

function digits(value: bigint, width: number): bigint[] {
  return Array.from({ length: width }, (_, index) => (value >> BigInt(index)) & 1n);
}
