import type { Affine, Descriptor, Factor, LookupBlock } from './descriptor.ts';
import { factorReader, type FactorPoint } from './evaluate-factor.ts';
import { factorTable, type FactorValues } from './factor-table.ts';
import { equalIndex } from './multilinear.ts';
import type { PrimeField } from './prime-field.ts';

/** All leaves of the fraction tree: the blocks one behind the other, then 0/1. */
export function leafFractions(
  field: PrimeField,
  { lookups, leafVariables }: Descriptor,
  values: FactorValues,
  alpha: bigint,
  beta: bigint,
): { numerators: bigint[]; denominators: bigint[] } {
  const size = 2 ** leafVariables;
  const numerators = new Array<bigint>(size).fill(0n);
  const denominators = new Array<bigint>(size).fill(1n);
  let next = 0;
  for (const block of lookups) {
    const numeratorAt = productAt(field, block.numerator, values);
    const tuples = block.tuple.map((affine) => affineAt(field, affine, values));
    for (let index = 0; index < 2 ** block.variables; index++, next++) {
      numerators[next] = field.of(BigInt(block.sign) * numeratorAt(index));
      const hashed = tuples.reduceRight(
        (sum, tuple) => field.add(field.multiply(sum, beta), tuple(index)),
        0n,
      );
      denominators[next] = field.subtract(alpha, hashed);
    }
  }
  return { numerators, denominators };
}

/** The two leaf polynomials at a point, from the values of slots there. */
export function evaluateLeaves(
  field: PrimeField,
  { lookups }: Descriptor,
  point: readonly bigint[],
  alpha: bigint,
  beta: bigint,
  reading: Omit<FactorPoint, 'sums' | 'point'>,
): { numerator: bigint; denominator: bigint } {
  let [numerator, denominator, rest] = [0n, 0n, 1n];
  let offset = 0;
  const read = factorReader(field, { ...reading, sums: point, point: [] });
  for (const block of lookups) {
    const { variables } = block;
    const weight = equalIndex(field, offset / 2 ** variables, point.slice(variables));
    const top = block.numerator.reduce(
      (product, factor) => field.multiply(product, read(factor)),
      field.of(block.sign),
    );
    const hashed = block.tuple.reduceRight(
      (sum, affine) => field.add(field.multiply(sum, beta), evaluateAffine(field, affine, read)),
      0n,
    );
    numerator = field.add(numerator, field.multiply(weight, top));
    denominator = field.add(denominator, field.multiply(weight, field.subtract(alpha, hashed)));
    rest = field.subtract(rest, weight);
    offset += 2 ** variables;
  }
  return { numerator, denominator: field.add(denominator, rest) };
}

/** The tuple of a leaf as values, for whoever counts multiplicities. */
export function tupleAt(
  field: PrimeField,
  { tuple, numerator }: LookupBlock,
  values: FactorValues,
): { numerator(index: number): bigint; tuple(index: number): bigint[] } {
  const columns = tuple.map((affine) => affineAt(field, affine, values));
  return {
    numerator: productAt(field, numerator, values),
    tuple: (index) => columns.map((column) => column(index)),
  };
}

function evaluateAffine(
  field: PrimeField,
  { constant, parts }: Affine,
  read: (factor: Factor) => bigint,
): bigint {
  return parts.reduce(
    (sum, { coefficient, factor }) => field.add(sum, field.multiply(field.of(coefficient), read(factor))),
    field.of(constant),
  );
}

/** The values of an affine combination of columns by index. */
export function affineAt(field: PrimeField, { constant, parts }: Affine, values: FactorValues) {
  const columns = parts.map(({ coefficient, factor }) => ({
    coefficient: field.of(coefficient),
    at: columnAt(field, factor, values),
  }));
  return (index: number) =>
    columns.reduce(
      (sum, { coefficient, at }) => field.add(sum, field.multiply(coefficient, at(index))),
      field.of(constant),
    );
}

function productAt(field: PrimeField, factors: readonly Factor[], values: FactorValues) {
  const columns = factors.map((factor) => columnAt(field, factor, values));
  return (index: number) => columns.reduce((product, at) => field.multiply(product, at(index)), 1n);
}

function columnAt(field: PrimeField, factor: Factor, values: FactorValues): (index: number) => bigint {
  const { variables, values: table } = factorTable(field, factor, [], values);
  return (index) =>
    table[
      variables.reduce(
        (place, variable, bit) => place + (Math.floor(index / 2 ** variable) % 2) * 2 ** bit,
        0,
      )
    ]!;
}
