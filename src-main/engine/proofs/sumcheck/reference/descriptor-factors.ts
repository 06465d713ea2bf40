import type { Coordinate, Descriptor, Factor, Term } from './descriptor.ts';

export type SlotFactor = Factor & { kind: 'slot' };

/** All factors of the lookups. */
export function lookupFactors({ lookups }: Pick<Descriptor, 'lookups'>): Factor[] {
  return lookups.flatMap(({ numerator, tuple }) => [
    ...numerator,
    ...tuple.flatMap(({ parts }) => parts.map(({ factor }) => factor)),
  ]);
}

export function relationTerms({ relations }: Pick<Descriptor, 'relations'>): Term[] {
  return relations.flatMap(({ terms }) => terms);
}

/** The claims about slots that a proof makes, of the lookups and of the relations; not in order. */
export function slotClaimsOf(descriptor: Pick<Descriptor, 'lookups' | 'relations'>): {
  lookups: SlotFactor[];
  relations: SlotFactor[];
} {
  return {
    lookups: distinctClaims(lookupFactors(descriptor)),
    relations: distinctClaims(relationTerms(descriptor).flatMap(({ factors }) => factors)),
  };
}

/** Names a claim: the slot, and its coordinates as the descriptor has them. */
export function claimName(slot: number, at: readonly Coordinate[]): string {
  return `${slot}:${at.map((coordinate) => Object.entries(coordinate).join()).join(';')}`;
}

function distinctClaims(factors: readonly Factor[]): SlotFactor[] {
  const claims = new Map<string, SlotFactor>();
  for (const factor of factors)
    if (factor.kind === 'slot') claims.set(claimName(factor.slot, factor.at), factor);
  return [...claims.values()];
}
