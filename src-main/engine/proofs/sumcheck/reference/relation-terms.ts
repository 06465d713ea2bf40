import type { Descriptor, Factor, Term } from './descriptor.ts';
import type { PrimeField } from './prime-field.ts';

/** What the batched sumcheck over all relations adds up. */
export interface RelationBatch {
  /** Each with the power of gamma that its relation has. */
  terms: (Omit<Term, 'coefficient'> & { coefficient: bigint })[];
  /** Of the largest term. */
  variables: number;
  /** Of the largest round polynomial. */
  degree: number;
  /** Coordinates of the point that all relations share: relation of n coordinates uses the first n. */
  pointVariables: number;
}

/** All relations of a descriptor as one sum that must be zero. */
export function batchRelations(field: PrimeField, { relations }: Descriptor, gamma: bigint): RelationBatch {
  let power = 1n;
  const terms: RelationBatch['terms'] = [];
  for (const relation of relations) {
    for (const term of relation.terms) {
      terms.push({ ...term, coefficient: field.multiply(field.of(term.coefficient), power) });
    }
    power = field.multiply(power, gamma);
  }
  return { terms, ...relationShape(relations) };
}

/** Counts that follow from the descriptor alone. */
export function relationShape(relations: Descriptor['relations']): Omit<RelationBatch, 'terms'> {
  const terms = relations.flatMap((relation) => relation.terms);
  return {
    variables: Math.max(0, ...terms.map((term) => term.variables)),
    // A message has c_0 and c_2 at least.
    degree: Math.max(2, ...terms.map(termDegree)),
    pointVariables: Math.max(0, ...relations.map((relation) => relation.pointVariables)),
  };
}

/** The largest number of factors that depend on one summed variable. */
function termDegree({ factors, variables }: Term): number {
  const degrees = new Array<number>(variables).fill(0);
  for (const factor of factors) for (const variable of summedVariables(factor)) degrees[variable]!++;
  return Math.max(0, ...degrees);
}

/** The summed variables that a factor depends on, each once. */
export function summedVariables(factor: Factor): Set<number> {
  const groups =
    factor.kind === 'equalBelow'
      ? [factor.a, factor.b]
      : factor.kind === 'window'
        ? [factor.out, factor.tap, factor.in]
        : [factor.at];
  return new Set(groups.flat().flatMap((coordinate) => ('sum' in coordinate ? [coordinate.sum] : [])));
}
