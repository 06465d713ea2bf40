import { dense, graphOf, port, rescale } from '../../circuits/support/integer-nodes.ts';
import { cellOf, withCells } from './cheat.ts';
import { type CaseOptions, type UniversalCase, universalCase } from './universal-case.ts';

const WEIGHTS = [
  [1, -2, 3, 1],
  [2, 0, -1, 1],
  [-3, 1, 1, 2],
  [0, 1, 2, -1],
];

/** A dense layer of four neurons, halved and rounded. */
export const LAYER = graphOf(
  [port('x', [4], 3, true)],
  [dense('x', 'a', WEIGHTS, [1, 0, -1, 2]), rescale('a', 'y', 'clamp', 4, 1)],
  [port('y', [4], 4, true)],
);

export function layerCase(options: CaseOptions = {}): UniversalCase {
  return universalCase(LAYER, new Map([['x', Float64Array.of(1, -2, 3, 0)]]), options);
}

/** The same run with the first result one less, by a remainder outside its range: all but the lookups hold. */
export function withWrongRemainder(one: UniversalCase): { claimed: UniversalCase; slots: bigint[][] } {
  const [q, rem, y] = ['y q', 'y rem', 'y'].map((name) => cellOf(one, name, 0)) as [bigint, bigint, bigint];
  const slots = withCells(one, [
    ['y q', 0, q - 1n],
    ['y rem', 0, rem + 2n],
    ['y', 0, y - 1n],
  ]);
  const outputs = [one.publicValues.outputs[0]!.with(0, y - 1n)];
  return { claimed: { ...one, publicValues: { ...one.publicValues, outputs } }, slots };
}
