import { type Combination, denominatorOf, ONE, type Source, visitTerms } from './circuit-backend.ts';

/** factor * source + constant. */
export function affine(source: Source, factor: number, constant: bigint): Combination {
  const denominator = denominatorOf(source);
  return {
    denominator,
    visit(add) {
      visitTerms(source, factor, add);
      if (constant !== 0n) add(ONE, constant * BigInt(denominator));
    },
  };
}
