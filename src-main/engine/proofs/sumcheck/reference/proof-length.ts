import type { Descriptor } from './descriptor.ts';
import type { OpeningScheme } from './opening-scheme.ts';
import { relationShape } from './relation-terms.ts';
import { slotClaimsOf } from './descriptor-factors.ts';

/** Words of 32 bytes of each part of a proof, in order; all follow from the descriptor. */
export interface ProofLayout {
  commitments: number;
  fractions: number;
  leafClaims: number;
  relationRounds: number;
  relationClaims: number;
  openingRounds: number;
  value: number;
  opening: number;
}

export function proofLayout(
  descriptor: Descriptor,
  scheme: Pick<OpeningScheme, 'commitmentWords' | 'openingWords'>,
): ProofLayout {
  const { rows, keyRows, variables, rowVariables, leafVariables, lookups, relations } = descriptor;
  const claims = slotClaimsOf(descriptor);
  const shape = relationShape(relations);
  // Layer j has j rounds of two words and four values; the root is layer 0.
  const fractions = leafVariables * (leafVariables - 1) + 4 * leafVariables;
  return {
    commitments: (rows - keyRows) * scheme.commitmentWords,
    fractions: lookups.length === 0 ? 0 : fractions,
    leafClaims: claims.lookups.length,
    relationRounds: shape.variables * shape.degree,
    relationClaims: claims.relations.length,
    openingRounds: 2 * variables,
    value: 1,
    opening: scheme.openingWords(rowVariables),
  };
}

export function proofWords(layout: ProofLayout): number {
  return Object.values(layout).reduce((sum: number, words: number) => sum + words, 0);
}
