import type { Coordinate, Descriptor, LookupBlock } from '../reference/descriptor.ts';
import {
  lookupFactors,
  relationTerms,
  slotClaimsOf,
  type SlotFactor,
} from '../reference/descriptor-factors.ts';
import { type ProofLayout, proofWords } from '../reference/proof-length.ts';
import { relationShape } from '../reference/relation-terms.ts';
import { equalTableWork, evaluationWork } from './factor-work.ts';
import { type OperationCounts, sumOf } from './operation-counts.ts';

/** Steps of a verification, as docs/protocol/universal.md has them. */
export type VerifierPart = 'transcript' | 'fractions' | 'leaves' | 'relations' | 'claims' | 'opening';

/**
 * What the reference verifier does for a descriptor, with Mercury; exact, but that it leaves out points and scalars that are
 * zero. The hash of the key is known before.
 */
export function verifierWork(
  descriptor: Descriptor,
  layout: ProofLayout,
): Record<VerifierPart, Partial<OperationCounts>> {
  const { leafVariables, lookups, rows, rowVariables, variables } = descriptor;
  return {
    transcript: transcriptWork(descriptor, layout),
    fractions: { multiplications: lookups.length === 0 ? 0 : fractionsWork(leafVariables) },
    leaves: { multiplications: leavesWork(descriptor) },
    relations: { multiplications: relationsWork(descriptor), inversions: 1 },
    claims: { multiplications: claimsWork(descriptor) },
    opening: {
      multiplications: equalTableWork(variables - rowVariables) + openingClaimsWork(rowVariables) + 99,
      inversions: 11,
      pointMultiplications: rows + 9,
      pointAdditions: rows + 7,
      pairingChecks: 1,
    },
  };
}

/** Challenges are hashes of the state and of all that was absorbed since the last one. */
function transcriptWork(descriptor: Descriptor, layout: ProofLayout): Partial<OperationCounts> {
  const { inputs, outputs, leafVariables: D, lookups, relations, variables } = descriptor;
  const shape = relationShape(relations);
  const ofFractions = lookups.length === 0 ? 0 : 1 + sumOf(layersOf(D), (j) => j + 2);
  const hashes = 2 + ofFractions + shape.pointVariables + 1 + shape.variables + 1 + variables + 5;
  const elements = sumOf([...inputs, ...outputs], ({ axes }) => axes.reduce((size, axis) => size * axis, 1));
  // Key and context; W' is sent after the last challenge.
  return { hashes, hashedWords: hashes + 2 + elements + proofWords(layout) - 2 };
}

/** Following the fractions from the root to the leaves. */
function fractionsWork(D: number): number {
  return 5 + sumOf(layersOf(D), (j) => 7 + 3 * j);
}

/** The leaves at their point. */
export function leavesWork(descriptor: Descriptor): number {
  const { lookups, leafVariables } = descriptor;
  return (
    evaluationWork(lookupFactors(descriptor)) +
    sumOf(lookups, (block) => leafVariables - block.variables + leafWork(block) + 2)
  );
}

/** Numerator and denominator of one leaf, from the values of its factors. */
export function leafWork({ numerator, tuple }: LookupBlock): number {
  return numerator.length + sumOf(tuple, ({ parts }) => 1 + parts.length);
}

function relationsWork(descriptor: Descriptor): number {
  const { variables, degree } = relationShape(descriptor.relations);
  const terms = relationTerms(descriptor);
  return (
    batchWork(descriptor) +
    variables * (degree + 1) +
    variables +
    sumOf(terms, ({ factors }) => 1 + factors.length) +
    relationFactorsWork(descriptor)
  );
}

/** Powers of gamma, and each term's coefficient. */
export function batchWork({ relations }: Descriptor): number {
  return relations.length + sumOf(relations, ({ terms }) => terms.length);
}

export function relationFactorsWork(descriptor: Descriptor): number {
  return evaluationWork(relationTerms(descriptor).flatMap(({ factors }) => factors));
}

/** Claims to one: their sum, the rounds, and what each weighs at the point that they lead to. */
function claimsWork(descriptor: Descriptor): number {
  const { slots, variables } = descriptor;
  const claims = placedClaims(descriptor);
  const places = new Map(claims.map(({ place, slot }) => [place, slots[slot]!.variables]));
  return (
    claims.length +
    3 * variables +
    sumOf(places.values(), (own) => 2 * own) +
    sumOf(claims, ({ slot }) => variables - slots[slot]!.variables + 3) +
    1
  );
}

/** The slot of each claim, and its coordinates by name: challenges of the lookups are others than those of the relations. */
function placedClaims(descriptor: Descriptor): { slot: number; place: string }[] {
  const { lookups, relations } = slotClaimsOf(descriptor);
  const placed = (claims: readonly SlotFactor[], summed: string) =>
    claims.map(({ slot, at }) => ({
      slot,
      place: at.map((coordinate) => nameOf(coordinate, summed)).join(),
    }));
  return [...placed(lookups, 'zeta'), ...placed(relations, 'rho')];
}

function nameOf(coordinate: Coordinate, summed: string): string {
  if ('bit' in coordinate) return `${coordinate.bit}`;
  return 'sum' in coordinate ? `${summed} ${coordinate.sum}` : `z ${coordinate.point}`;
}

/** What Mercury's claims are, from the values that the prover sends. */
export function openingClaimsWork(rowVariables: number): number {
  return 6 * rowVariables + Math.ceil(rowVariables / 2) + 11;
}

/** Layers of the fraction tree that have rounds. */
export function layersOf(D: number): number[] {
  return Array.from({ length: D - 1 }, (_, layer) => layer + 1);
}
