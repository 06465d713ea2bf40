import { toNumber } from '../../../graph/rational.ts';
import { narrow } from './narrow.ts';
import type { Held, Quantizer } from './quantizer.ts';

/** A term of a sum, or a tensor that is joined with others (coefficient 1). */
export interface Term {
  /** The lowered tensor whose observed range counts. */
  lowered: string;
  held: Held;
  coefficient: number;
}

/** Units further apart than 2^40 are not brought to one scale: the factors of the coarser terms would leave the doubles. */
const FURTHEST_APART = 2 ** 40;
/** What is rounded has so many bits more than an activation. */
const FINE_BITS = 6;

/** Terms whose unit is far finer than that of another are rounded, so that all can be brought to one scale. */
export function narrowFine<T extends Term>(quantizer: Quantizer, terms: readonly T[]): T[] {
  const sizes = terms.map(({ held, coefficient }) => Math.abs(coefficient) * toNumber(held.scale));
  const coarsest = Math.max(...sizes);
  const bits = quantizer.options.activationBits + FINE_BITS;
  return terms.map((term, index) =>
    sizes[index]! * FURTHEST_APART >= coarsest
      ? term
      : { ...term, held: narrow(quantizer, term.held, term.lowered, bits) },
  );
}
