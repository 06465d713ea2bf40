import type { Coordinate, Factor } from './descriptor.ts';
import { meetings } from './evaluate-factor.ts';
import { equalTable } from './multilinear.ts';
import type { PrimeField } from './prime-field.ts';

/** A factor as the prover holds it: values by the summed variables that it depends on, in ascending order. */
export interface FactorTable {
  /** Ascending. */
  variables: number[];
  values: bigint[];
}

export interface FactorValues {
  slot(slot: number): readonly bigint[];
  publicValues(side: 'input' | 'output', vector: number): readonly bigint[];
}

/** The table of a factor once the relation's point is known. */
export function factorTable(
  field: PrimeField,
  factor: Factor,
  point: readonly bigint[],
  values: FactorValues,
): FactorTable {
  switch (factor.kind) {
    case 'slot':
      return restrict(field, values.slot(factor.slot), factor.at, point);
    case 'public':
      return restrict(field, values.publicValues(factor.side, factor.vector), factor.at, point);
    case 'below':
      return restrict(field, indicator(2 ** factor.at.length, factor.count), factor.at, point);
    case 'index':
      return restrict(
        field,
        Array.from({ length: 2 ** factor.at.length }, (_, index) => BigInt(index)),
        factor.at,
        point,
      );
    case 'equalBelow': {
      const diagonal = Array.from({ length: factor.count }, (_, index) => [index, index]);
      return combine(field, [factor.a, factor.b], diagonal, point);
    }
    case 'window': {
      const met = [...meetings(factor.axis)].map(({ out, tap, input }) => [out, tap, input]);
      return combine(field, [factor.out, factor.tap, factor.in], met, point);
    }
  }
}

function indicator(size: number, count: number): bigint[] {
  return Array.from({ length: size }, (_, index) => (index < count ? 1n : 0n));
}

/** Of all values of a polynomial those at the point and the constants, by what is summed over. */
function restrict(
  field: PrimeField,
  values: readonly bigint[],
  at: readonly Coordinate[],
  point: readonly bigint[],
): FactorTable {
  const place = placement([at]);
  const table = new Array<bigint>(2 ** place.variables.length).fill(0n);
  const fixed = fixedWeights(field, at, point);
  values.forEach((value, index) => {
    const weight = fixed(index);
    if (weight === 0n) return;
    const target = place.indexOf([index]);
    table[target] = field.add(table[target]!, weight === 1n ? value : field.multiply(value, weight));
  });
  return { variables: place.variables, values: table };
}

/** sum over the listed index tuples of the product of eq(coordinates, index). */
function combine(
  field: PrimeField,
  groups: readonly (readonly Coordinate[])[],
  tuples: readonly (readonly number[])[],
  point: readonly bigint[],
): FactorTable {
  const place = placement(groups);
  const table = new Array<bigint>(2 ** place.variables.length).fill(0n);
  const weights = groups.map((at) => fixedWeights(field, at, point));
  for (const tuple of tuples) {
    const weight = weights.reduce((product, of, group) => field.multiply(product, of(tuple[group]!)), 1n);
    if (weight === 0n) continue;
    const target = place.indexOf(tuple);
    table[target] = field.add(table[target]!, weight);
  }
  return { variables: place.variables, values: table };
}

/** eq of the coordinates that are not summed over with the bits of an index. */
function fixedWeights(
  field: PrimeField,
  at: readonly Coordinate[],
  point: readonly bigint[],
): (index: number) => bigint {
  const positions = at.flatMap((coordinate, position) => ('sum' in coordinate ? [] : [position]));
  const values = positions.map((position) => {
    const coordinate = at[position]!;
    return 'point' in coordinate ? point[coordinate.point]! : BigInt((coordinate as { bit: 0 | 1 }).bit);
  });
  const table = equalTable(field, values);
  return (index) => {
    let entry = 0;
    positions.forEach((position, k) => (entry += (Math.floor(index / 2 ** position) % 2) * 2 ** k));
    return table[entry]!;
  };
}

/** Where the bits of the indices of some groups go among the summed variables. */
function placement(groups: readonly (readonly Coordinate[])[]) {
  const all = groups.flat().flatMap((coordinate) => ('sum' in coordinate ? [coordinate.sum] : []));
  const variables = [...new Set(all)].sort((a, b) => a - b);
  const rank = new Map(variables.map((variable, index) => [variable, index]));
  const moves = groups.map((at) =>
    at.flatMap((coordinate, from) => ('sum' in coordinate ? [{ from, to: rank.get(coordinate.sum)! }] : [])),
  );
  return {
    variables,
    indexOf(tuple: readonly number[]): number {
      let index = 0;
      moves.forEach((group, position) => {
        for (const { from, to } of group) index += (Math.floor(tuple[position]! / 2 ** from) % 2) * 2 ** to;
      });
      return index;
    },
  };
}
