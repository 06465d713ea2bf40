import { monomialCount } from '../gadgets/monomials.ts';
import { type Coefficient, normalize } from './constraint-system.ts';

/** How the bits of a table's index are split: the lower ones make factors, the upper ones what they are multiplied with. */
export interface IndexSplit {
  lowBits: number;
  highBits: number;
}

/**
 * A table over bits as a multilinear polynomial, sum over j of m'_j * (sum over k of coefficients[j][k] * m_k), m_k and
 * m'_j the products of the sets k of lower and j of upper bits; m_0 = m'_0 = 1.
 */
export type TablePolynomial = Coefficient[][];

/**
 * The split that takes the fewest rows.
 * @param indexBits  of the table
 * @param hasSlope   whether a second table, of the slopes, stands over the same bits
 */
export function splitIndex(indexBits: number, hasSlope: boolean): IndexSplit {
  let best: IndexSplit = { lowBits: indexBits, highBits: 0 };
  for (let highBits = 1; highBits < indexBits; highBits++) {
    const split = { lowBits: indexBits - highBits, highBits };
    if (splitRows(split, hasSlope) < splitRows(best, hasSlope)) best = split;
  }
  return best;
}

function splitRows({ lowBits, highBits }: IndexSplit, hasSlope: boolean): number {
  const products = 2 ** highBits - 1;
  return monomialCount(lowBits) + monomialCount(highBits) + products * (hasSlope ? 2 : 1);
}

/** @param entries 2^(lowBits + highBits) values by index */
export function tablePolynomial(entries: readonly bigint[], { lowBits }: IndexSplit): TablePolynomial {
  const coefficients = [...entries];
  // The Moebius transform: the coefficient of a set is what its value has beyond those of its subsets.
  for (let bit = 1; bit < coefficients.length; bit *= 2) {
    for (let set = 0; set < coefficients.length; set++) {
      if ((set & bit) !== 0) coefficients[set]! -= coefficients[set ^ bit]!;
    }
  }
  const row = 2 ** lowBits;
  return Array.from({ length: coefficients.length / row }, (_, index) =>
    coefficients.slice(index * row, (index + 1) * row).map(normalize),
  );
}
