import { maximum } from '../gadgets/maximum.ts';
import {
  type CircuitBackend,
  type Combination,
  denominatorOf,
  type Source,
  visitTerms,
} from './circuit-backend.ts';

/** |a - b| by its digits, and a and b over one denominator; both extremes are combinations of them. */
export interface Comparison {
  greater: Combination;
  lesser: Combination;
}

/**
 * Compares two values by the gadget Maximum: (a + b + |a - b|) / 2 and (a + b - |a - b|) / 2.
 * @param width the least W with |a - b| < 2^W
 */
export function compareExchange(a: Source, b: Source, width: number, backend: CircuitBackend): Comparison {
  const denominator = Math.max(denominatorOf(a), denominatorOf(b));
  const factorA = denominator / denominatorOf(a);
  const factorB = denominator / denominatorOf(b);
  const difference: Combination = {
    denominator,
    visit(add) {
      visitTerms(a, factorA, add);
      visitTerms(b, -factorB, add);
    },
  };
  const first = backend.instantiate(maximum, [width], [difference]);
  const extreme = (sign: bigint): Combination => ({
    denominator: 2 * denominator,
    visit(add) {
      visitTerms(a, factorA, add);
      visitTerms(b, factorB, add);
      for (let index = 0; index < width; index++) {
        add(first + index, (sign * BigInt(denominator)) << BigInt(index));
      }
    },
  });
  return { greater: extreme(1n), lesser: extreme(-1n) };
}
