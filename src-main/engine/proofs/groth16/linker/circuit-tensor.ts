import { wire } from '../gadgets/wire.ts';
import { type Combination, denominatorOf, type Source, visitTerms } from './circuit-backend.ts';
import type { SynthesisContext } from './synthesize.ts';

/** The elements of a tensor inside a circuit: wires, or combinations that have no wire of their own yet. */
export interface CircuitTensor {
  size: number;
  element(index: number): Source;
}

export function wireTensor(wires: ArrayLike<number>): CircuitTensor {
  return { size: wires.length, element: (index) => wires[index]! };
}

/** The wire of an element; a combination gets one through the gadget Wire (one linear row). */
export function materialize(source: Source, { backend }: SynthesisContext): number {
  return typeof source === 'number' ? source : backend.instantiate(wire, [], [source]);
}

/** source + constant, with the value of the source given apart. */
export function shifted(source: Source, constant: bigint, value: () => number | bigint): Combination {
  const small = Number.isSafeInteger(Number(constant)) ? Number(constant) : NaN;
  const denominator = denominatorOf(source);
  return {
    denominator,
    visit(add) {
      visitTerms(source, 1, add);
      if (constant !== 0n) add(0, constant * BigInt(denominator));
    },
    value() {
      const base = value();
      const sum = typeof base === 'number' ? base + small : NaN;
      return Number.isSafeInteger(sum) ? sum : BigInt(base) + constant;
    },
  };
}
