import type { Descriptor, Term } from '../reference/descriptor.ts';
import {
  lookupFactors,
  relationTerms,
  slotClaimsOf,
  type SlotFactor,
} from '../reference/descriptor-factors.ts';
import { relationShape } from '../reference/relation-terms.ts';
import { equalTableWork, tableWork } from './factor-work.ts';
import { mercuryProverWork } from './mercury-prover-work.ts';
import { type OperationCounts, sumOf } from './operation-counts.ts';
import { batchWork, layersOf, leavesWork, leafWork, relationFactorsWork } from './verifier-work.ts';

/** Steps of a proof, as docs/protocol/universal.md has them. */
export type ProverPart = 'commitments' | 'fractions' | 'relations' | 'claims' | 'opening';

/**
 * What the reference prover does for a descriptor, with Mercury; exact for field operations. Points count with every
 * coefficient, zero or not. Hashes are the verifier's.
 */
export function proverWork(descriptor: Descriptor): Record<ProverPart, Partial<OperationCounts>> {
  const { rows, keyRows, rowVariables, lookups } = descriptor;
  return {
    commitments: { pointMultiplications: (rows - keyRows) * 2 ** rowVariables },
    fractions: lookups.length === 0 ? {} : fractionsWork(descriptor),
    relations: relationsWork(descriptor),
    claims: claimsWork(descriptor),
    opening: mercuryProverWork(rowVariables),
  };
}

/** Leaves, tree, a sumcheck a layer, and the values of the slots at the leaves' point. */
function fractionsWork(descriptor: Descriptor): Partial<OperationCounts> {
  const { leafVariables: D, lookups } = descriptor;
  const rounds = sumOf(layersOf(D), (j) => j);
  const leaves =
    sumOf(lookupFactors(descriptor), (factor) => tableWork(factor).multiplications) +
    sumOf(lookups, (block) => 2 ** block.variables * leafWork(block));
  const tree = 3 * (2 ** D - 2);
  // A round over m variables: eq of the ones that follow, three points, four tables to bind.
  const layers = sumOf(layersOf(D), (j) => 20 * (2 ** j - 1) - j) + rounds * interpolationWork(3) + 2 * D;
  return {
    multiplications: leaves + tree + layers + leavesWork(descriptor) + readingWork(descriptor, 'lookups'),
    inversions: 3 * rounds,
  };
}

function relationsWork(descriptor: Descriptor): Partial<OperationCounts> {
  const { variables, degree } = relationShape(descriptor.relations);
  const terms = relationTerms(descriptor);
  return {
    multiplications:
      batchWork(descriptor) +
      sumOf(terms, (term) => termWork(term, degree, variables)) +
      variables * interpolationWork(degree + 1) +
      relationFactorsWork(descriptor) +
      readingWork(descriptor, 'relations'),
    inversions: 1 + variables * (degree + 1),
  };
}

/** A term's tables, its rounds, and those in which it is spread over variables that it does not have. */
function termWork({ factors, variables }: Term, degree: number, all: number): number {
  const tables = factors.map(tableWork);
  return (
    sumOf(tables, ({ multiplications }) => multiplications) +
    sumWork(tables, variables, degree) +
    (all - variables) * (factors.length + 2)
  );
}

/** Rounds of a product of factors: its values at degree + 1 points, and binding. */
function sumWork(factors: readonly { variables: number }[], variables: number, degree: number): number {
  const products = (degree + 1) * (factors.length * (2 ** variables - 1) + variables);
  return products + sumOf(factors, (factor) => 2 ** factor.variables - 1);
}

/** One polynomial of all claims, its sumcheck with the cells, and the row that is opened. */
function claimsWork(descriptor: Descriptor): Partial<OperationCounts> {
  const { slots, variables, rowVariables, rows } = descriptor;
  const { lookups, relations } = slotClaimsOf(descriptor);
  const weights = sumOf([...lookups, ...relations], ({ slot }) => 2 ** (slots[slot]!.variables + 1));
  const tables = [{ variables }, { variables }];
  return {
    multiplications:
      weights +
      sumWork(tables, variables, 2) +
      variables * interpolationWork(3) +
      equalTableWork(variables) +
      equalTableWork(variables - rowVariables) +
      rows * 2 ** rowVariables,
    inversions: 1 + 3 * variables,
  };
}

/** The value of a slot at a point, for each claim. */
function readingWork(descriptor: Descriptor, kind: 'lookups' | 'relations'): number {
  const claims: SlotFactor[] = slotClaimsOf(descriptor)[kind];
  return sumOf(claims, ({ slot }) => equalTableWork(descriptor.slots[slot]!.variables));
}

/** The polynomial through n values. */
export function interpolationWork(n: number): number {
  return n * (1 + n + sumOf(Array(n - 1).keys(), (others) => others + 3));
}
