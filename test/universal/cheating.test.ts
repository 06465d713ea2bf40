import { describe, expect, it } from 'vitest';
import type { IntegerGraph } from '../../src-main/engine/graph/integer-graph.ts';
import { followFractions } from '../../src-main/engine/proofs/sumcheck/reference/fraction-tree.ts';
import { Transcript } from '../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import {
  dense,
  divide,
  graphOf,
  linear,
  max,
  port,
  rescale,
  root,
  sort,
  sum,
  window2d,
} from '../circuits/support/integer-nodes.ts';
import { cellOf, verdictOn, withCells } from './support/cheat.ts';
import { refusal } from './support/both-verifiers.ts';
import { prove, SCALARS, universalCase } from './support/universal-case.ts';

const RELATIONS = 'relations: the sum is not zero';
const LOOKUPS = 'lookups: the fractions do not add up to zero';

const y = (bits = 24) => [port('y', [0], bits, true)];
const run = (graph: IntegerGraph, inputs: Record<string, number[]>) =>
  universalCase(
    graph,
    new Map(Object.entries(inputs).map(([name, values]) => [name, Float64Array.from(values)])),
  );

/** y = round(x / 4), clamped to 3 bits; the values of x need no clamp but 15. */
const rounded = run(graphOf([port('x', [4], 5, true)], [rescale('x', 'y', 'clamp', 3, 2)], y()), {
  x: [5, -6, 2, 15],
});

describe('a prover that cheats', () => {
  it('with a remainder moved by 2^s, the quotient adjusted', () => {
    const cell = 0;
    const [q, rem] = [cellOf(rounded, 'y q', cell), cellOf(rounded, 'y rem', cell)];
    const moved: [string, number, bigint][] = [
      ['y q', cell, q - 1n],
      ['y rem', cell, rem + 4n],
      ['y', cell, q - 1n],
    ];
    expect(verdictOn(rounded, rounded.slots)).toBeUndefined();
    expect(verdictOn(rounded, withCells(rounded, moved), [[q - 1n, -1n, 1n, 3n]])).toBe(LOOKUPS);
  });

  it('with a huge field element as quotient', () => {
    const { field } = rounded;
    const [q, rem] = [cellOf(rounded, 'y q', 0), cellOf(rounded, 'y rem', 0)];
    // Another remainder of the right range: 4 q' = 4 q - 1 has an answer in the field.
    const other = rem === 3n ? 2n : rem + 1n;
    const huge = field.multiply(field.of(4n * q + rem - other), field.invert(4n));
    expect(
      verdictOn(
        rounded,
        withCells(rounded, [
          ['y q', 0, huge],
          ['y rem', 0, other],
        ]),
      ),
    ).toBe(LOOKUPS);
  });

  it('with another value than the table has', () => {
    expect(verdictOn(rounded, withCells(rounded, [['y', 3, 2n]]), [[1n, -1n, 1n, 2n]])).toBe(LOOKUPS);
  });

  it('with a multiplicity that is not what it is', () => {
    const multiplicities = rounded.key.descriptor.slots.findIndex(({ name }) =>
      name.endsWith('multiplicities'),
    );
    const slots = rounded.slots.map((cells) => [...cells]);
    slots[multiplicities]![0]! += 1n;
    expect(verdictOn(rounded, slots)).toBe(LOOKUPS);
  });

  it('with fractions whose denominators are zero', () => {
    const transcript = () => new Transcript(SCALARS, 'test');
    expect(() => followFractions(SCALARS, { root: [1n, 1n, 0n, 0n], layers: [] }, transcript())).toThrow(
      'denominator',
    );
    expect(() => followFractions(SCALARS, { root: [1n, 0n, 0n, 5n], layers: [] }, transcript())).toThrow();
    expect(() => followFractions(SCALARS, { root: [0n, 7n, 5n, 0n], layers: [] }, transcript())).toThrow(
      'add up',
    );
    expect(() => followFractions(SCALARS, { root: [0n, 0n, 5n, 0n], layers: [] }, transcript())).toThrow(
      'denominator',
    );
  });

  const pooled = run(graphOf([port('x', [4], 5, true)], [max('x', 'y', 1, window2d([2, 2], 2))], y()), {
    x: [0, 10, 4, 0],
  });
  it.each([7n, 11n, 4n, 0n])('with %s as the maximum of 0, 10, 4, 0', (claim) => {
    const changes: [string, number, bigint][] = [['y level 0', 0, claim]];
    const found = verdictOn(pooled, withCells(pooled, changes), [[claim]]);
    // One of the two it must be, and not the smaller one.
    expect([RELATIONS, LOOKUPS]).toContain(found);
  });

  const quotient = run(
    graphOf(
      [port('x', [2], 5, true), port('z', [2], 3, false)],
      [sum([[1, 'z']], 'b', [1]), divide('x', 'b', 'y')],
      y(),
    ),
    { x: [13, -7], z: [3, 1] },
  );
  it.each([1n, -1n])('with a quotient that is off by %s', (step) => {
    const [q, rem] = [cellOf(quotient, 'y', 0), cellOf(quotient, 'y rem', 0)];
    const changes: [string, number, bigint][] = [
      ['y', 0, q + step],
      ['y rem', 0, rem - step * 4n],
    ];
    expect(verdictOn(quotient, quotient.slots)).toBeUndefined();
    expect(verdictOn(quotient, withCells(quotient, changes), [[q + step, -4n]])).toBe(LOOKUPS);
  });

  const rooted = run(graphOf([port('x', [2], 6, false)], [root('x', 'y')], y()), { x: [30, 36] });
  it.each([
    [0, 1n],
    [0, -1n],
    [1, 1n],
    [1, -1n],
  ])('with root %i off by %s', (cell, step) => {
    const q = cellOf(rooted, 'y', cell) + step;
    const x = cellOf(rooted, 'x', cell);
    const changes: [string, number, bigint][] = [
      ['y', cell, q],
      ['y rem', cell, x - q * q],
    ];
    const outputs = [[5n, 6n].with(cell, q)];
    expect(verdictOn(rooted, withCells(rooted, changes), outputs)).toBe(LOOKUPS);
  });

  const sorted = run(graphOf([port('x', [4], 4, true)], [sort('x', 'y', 1, 4)], y()), { x: [3, 7, 3, -2] });
  it('with a row in another order, or with other values', () => {
    const order = (values: bigint[]): [string, number, bigint][] =>
      values.map((value, cell) => ['y sorted', cell, value]);
    const next = (values: bigint[]): [string, number, bigint][] =>
      values.map((value, cell) => ['y next', cell, value]);
    const verdict = (values: bigint[]) =>
      verdictOn(
        sorted,
        withCells(sorted, [...order(values), ...next([...values.slice(1), values.at(-1)!])]),
        [values],
      );
    expect(verdict([7n, 3n, 3n, -2n])).toBeUndefined();
    expect(verdict([3n, 7n, 3n, -2n])).toBe(LOOKUPS);
    expect(verdict([7n, 7n, 3n, -2n])).toBe(LOOKUPS);
    expect(verdict([7n, 3n, 2n, -2n])).toBe(LOOKUPS);
  });

  it('with the witness of other weights, of layers in another order, of another stride', () => {
    const network = (weights: number[][][], stride: number) =>
      graphOf(
        [port('x', [1, 5], 3, true)],
        [
          linear('x', 'c', convolution(stride), [1, -2, 1], [1]),
          rescale('c', 'a', 'clamp', 3, 1),
          dense('a', 'b', weights[0]!, [0, 1, 0]),
          rescale('b', 'd', 'clamp', 3, 1),
          dense('d', 'y', weights[1]!, [1, 0, -1]),
        ],
        y(),
      );
    const first = [
      [1, 2, 0],
      [0, -1, 1],
      [3, 0, 1],
    ];
    // The same rows in another order of columns: intervals and so tables stay as they are.
    const second = [
      [2, 0, 1],
      [1, 0, -1],
      [0, 1, 3],
    ];
    const inputs = { x: [3, -4, 2, 1, -3] };
    const honest = run(network([first, second], 1), inputs);
    for (const other of [
      run(network([first, first], 1), inputs),
      run(network([second, first], 1), inputs),
      run(network([first, second], 2), inputs),
    ]) {
      const { key, publicValues } = honest;
      const mixed = honest.slots.map((cells, slot) =>
        key.descriptor.slots[slot]!.owner === 'key' ? cells : other.slots[slot]!,
      );
      expect(other.publicValues.outputs).not.toEqual(publicValues.outputs);
      expect(verdictOn(honest, mixed, other.publicValues.outputs)).toBe(RELATIONS);
      // The other key's own rows in the place of the ones that are committed to.
      const forged = {
        ...other,
        key: { ...other.key, commitments: key.commitments },
        publicValues: other.publicValues,
      };
      expect(refusal({ ...forged, key: { ...key } }, prove(forged, other.slots))).toBeDefined();
    }
  });

  it('with a consumer that reads another tensor', () => {
    const reading = (name: string) =>
      graphOf(
        [port('x', [3], 3, true), port('z', [3], 3, true)],
        [
          sum(
            [
              [2, 'x'],
              [1, 'z'],
            ],
            's',
          ),
          sum(
            [
              [1, 's'],
              [3, name],
            ],
            'y',
          ),
        ],
        y(),
      );
    const inputs = { x: [1, 2, 3], z: [-1, 0, 2] };
    const honest = run(reading('x'), inputs);
    const other = run(reading('z'), inputs);
    expect(verdictOn(honest, other.slots, other.publicValues.outputs)).toBe(RELATIONS);
  });

  it('with values in pads that a layer would read', () => {
    const honest = run(
      graphOf(
        [port('x', [3], 3, true)],
        [
          dense(
            'x',
            'y',
            [
              [1, 1, 1],
              [2, 0, 1],
              [0, 1, 0],
            ],
            [0, 0, 0],
          ),
        ],
        y(),
      ),
      { x: [1, 2, 3] },
    );
    const padded = withCells(honest, [['x', 3, 100n]]);
    // Nobody reads it: what is claimed stays as it was, and cannot be anything else.
    expect(verdictOn(honest, padded)).toBeUndefined();
    const raised = withCells(honest, [
      ['x', 3, 100n],
      ['y', 0, 106n],
    ]);
    expect(verdictOn(honest, raised, [[106n, 5n, 2n]])).toBe(RELATIONS);
  });

  it('with a copy of another cell', () => {
    const honest = run(graphOf([port('x', [10], 4, true)], [sort('x', 'y', 2, 5, 2)], y()), {
      x: [1, 2, 3, 4, 5, -1, -2, -3, -4, -5],
    });
    const copy = honest.key.descriptor.slots.find(({ name }) => name === 'copy of x')!;
    expect(verdictOn(honest, withCells(honest, [[copy.name, 0, 7n]]))).toBe(LOOKUPS);
  });

  it('with a table more, a table less, a sign turned', () => {
    const { descriptor } = rounded.key;
    const proof = prove(rounded, rounded.slots);
    const others = [
      descriptor.lookups.slice(1),
      [...descriptor.lookups, descriptor.lookups.at(-1)!],
      descriptor.lookups.map((block) => ({ ...block, sign: -block.sign as 1 | -1 })),
    ];
    for (const lookups of others) {
      const key = { ...rounded.key, descriptor: { ...descriptor, lookups } };
      expect(refusal({ ...rounded, key }, proof)).toBeDefined();
    }
  });
});

/** Three taps over five values: as many outputs with either stride, padded on the right where need be. */
function convolution(stride: number) {
  return {
    kind: 'convolution' as const,
    inputChannels: 1,
    outputChannels: 1,
    groups: 1,
    inputSpatial: [5],
    outputSpatial: [3],
    kernel: [3],
    strides: [stride],
    dilations: [1],
    padsBegin: [stride - 1],
  };
}
