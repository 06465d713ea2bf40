import { layoutVariables } from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { DescriptorBuilder } from '../../../src-main/engine/proofs/sumcheck/reference/describe/builder.ts';
import {
  affineOf,
  elementTerms,
  slotFactor,
} from '../../../src-main/engine/proofs/sumcheck/reference/describe/graph-describer.ts';
import { layoutCoordinates } from '../../../src-main/engine/proofs/sumcheck/reference/describe/layout.ts';
import type { Factor } from '../../../src-main/engine/proofs/sumcheck/reference/descriptor.ts';
import { plainOpening } from '../../../src-main/engine/proofs/sumcheck/reference/plain-opening.ts';
import { rational } from '../../../src-main/engine/graph/rational.ts';
import { SCALARS, type UniversalCase } from './universal-case.ts';

const WINDOW = [4];
const RESULT = [1];

/**
 * The maximum of a window as others prove it: differences d = m - x, all in 0 .. 15, whose product is zero.
 * @param differences what the prover says that they are
 */
export function pooledByDifferences(
  window: readonly bigint[],
  maximum: bigint,
  differences: readonly bigint[],
): Omit<UniversalCase, 'graph'> {
  const builder = new DescriptorBuilder(SCALARS);
  const tensor = (name: string, axes: readonly number[]) =>
    slotFactor(
      builder.elementSlot(name, axes, (tensors) => tensors.get(name)!),
      layoutVariables(axes),
    );
  const [x, m, d] = [tensor('x', WINDOW), tensor('m', RESULT), tensor('d', WINDOW)];
  const single = (factor: Factor, coefficient = 1n) => ({ coefficient, factors: [factor] });
  const isPublic = (name: string, axes: readonly number[], factor: Factor, side: 'input' | 'output') =>
    builder.relation(
      name,
      layoutVariables(axes),
      elementTerms(axes, [
        single(factor),
        single({ kind: 'public', side, vector: 0, at: layoutCoordinates(axes) }, -1n),
      ]),
    );
  isPublic('x', WINDOW, x, 'input');
  isPublic('m', RESULT, m, 'output');
  builder.relation(
    'd',
    layoutVariables(WINDOW),
    elementTerms(WINDOW, [single(d), single(m, -1n), single(x)]),
  );
  const factors = ([0, 1] as const).flatMap((high) =>
    ([0, 1] as const).map((low): Factor => ({ ...d, at: [{ bit: low }, { bit: high }] })),
  );
  builder.relation('one is zero', 0, [{ coefficient: 1n, variables: 0, factors }]);
  builder.lookup('d', WINDOW, builder.rangeTable(4), [affineOf(d)]);

  const port = (name: string, shape: number[]) => ({
    name,
    shape,
    bits: 4,
    signed: false,
    scale: rational(1n, 1n),
  });
  const { descriptor, fill } = builder.finish([port('x', WINDOW)], [{ ...port('m', RESULT), axes: RESULT }]);
  const slots = fill(
    new Map([
      ['x', window],
      ['m', [maximum]],
      ['d', differences],
    ]),
  );
  return {
    field: SCALARS,
    key: { descriptor, commitments: [] },
    scheme: plainOpening(SCALARS, descriptor.rowVariables),
    publicValues: { context: 5n, inputs: [window], outputs: [[maximum]] },
    slots,
  };
}
