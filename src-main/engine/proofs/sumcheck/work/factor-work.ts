import type { Coordinate, Factor } from '../reference/descriptor.ts';
import { meetings } from '../reference/evaluate-factor.ts';
import { sumOf } from './operation-counts.ts';

/** Multiplications that evaluate the distinct ones among some factors, each at all its coordinates. */
export function evaluationWork(factors: readonly Factor[]): number {
  return sumOf(distinct(factors), evaluationOf);
}

/** Factors without repetitions. */
export function distinct(factors: readonly Factor[]): Factor[] {
  return [...new Map(factors.map((factor) => [JSON.stringify(factor), factor])).values()];
}

/** Multiplications that make the table of one factor, and log2 of its entries. */
export function tableWork(factor: Factor): { multiplications: number; variables: number } {
  const groups = groupsOf(factor);
  const variables = new Set(groups.flat().flatMap((at) => ('sum' in at ? [at.sum] : []))).size;
  const weights = sumOf(groups, (at) =>
    equalTableWork(at.filter((coordinate) => !('sum' in coordinate)).length),
  );
  return { variables, multiplications: weights + entriesWork(factor) };
}

/** eq of s coordinates with all indices. */
export function equalTableWork(coordinates: number): number {
  return 2 ** coordinates - 1;
}

function evaluationOf(factor: Factor): number {
  switch (factor.kind) {
    case 'slot':
      return 0;
    case 'equalBelow':
      return 2 * factor.a.length + prefixWork(factor.a.length, factor.count);
    case 'below':
      return prefixWork(factor.at.length, factor.count);
    case 'index':
      return factor.at.length;
    case 'window':
      return (
        sumOf(groupsOf(factor), (at) => equalTableWork(at.length)) + 2 * sumOf(meetings(factor.axis), () => 1)
      );
    case 'public':
      return 2 ** factor.at.length - 1;
  }
}

/** The sum over the indices below a count. */
function prefixWork(bits: number, count: number): number {
  if (count >= 2 ** bits) return bits;
  const ones = [...count.toString(2)].filter((digit) => digit === '1').length;
  return 2 * bits + 2 * ones;
}

function entriesWork(factor: Factor): number {
  switch (factor.kind) {
    case 'equalBelow':
      return 2 * factor.count;
    case 'window':
      return 3 * sumOf(meetings(factor.axis), () => 1);
    default: {
      const isFixed = (kind: 'point' | 'bit') => factor.at.filter((coordinate) => kind in coordinate).length;
      return isFixed('point') === 0 ? 0 : 2 ** (factor.at.length - isFixed('bit'));
    }
  }
}

function groupsOf(factor: Factor): Coordinate[][] {
  if (factor.kind === 'equalBelow') return [factor.a, factor.b];
  return factor.kind === 'window' ? [factor.out, factor.tap, factor.in] : [factor.at];
}
