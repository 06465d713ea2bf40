import { describe, expect, it } from 'vitest';
import { dense, graphOf, linear, port, rescale, sort, sum } from '../circuits/support/integer-nodes.ts';
import { refusal } from './support/both-verifiers.ts';
import { verdictOn, withCells } from './support/cheat.ts';
import { run, y } from './support/run-graph.ts';
import { prove } from './support/universal-case.ts';

const RELATIONS = 'relations: the sum is not zero';
const LOOKUPS = 'lookups: the fractions do not add up to zero';

/** y = round(x / 4), clamped to 3 bits; the values of x need no clamp but 15. */
const rounded = run(graphOf([port('x', [4], 5, true)], [rescale('x', 'y', 'clamp', 3, 2)], y()), {
  x: [5, -6, 2, 15],
});

describe('a prover that runs another model', () => {
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
