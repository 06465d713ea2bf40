import { describe, expect, it } from 'vitest';
import type { IntegerNode, IntegerPort } from '../../../src-main/engine/graph/integer-graph.ts';
import { countRows } from '../../../src-main/engine/proofs/groth16/linker/count-rows.ts';
import { expectFunction } from '../support/expect-function.ts';
import {
  compare,
  constant,
  dense,
  divide,
  graphOf,
  lookup,
  matmul,
  multiply,
  oneHot,
  port,
  root,
  sort,
  sum,
  view,
} from '../support/integer-nodes.ts';

/** Every output of `size` values in 20 bits. */
function functionOf(inputs: IntegerPort[], nodes: IntegerNode[], size: number, name = 'y'): Promise<void> {
  return expectFunction(graphOf(inputs, nodes, [port(name, [size], 20, true)]));
}

describe('every primitive is the function that it says, whatever the witness', () => {
  it('sums, with coefficients and a bias that repeats', async () => {
    const inputs = [port('x', [4], 1, true), port('z', [4], 1, false)];
    await functionOf(
      inputs,
      [
        sum(
          [
            [3, 'x'],
            [-2, 'z'],
            [1, 'x'],
          ],
          'y',
          [5, -7],
        ),
      ],
      4,
    );
  });

  it('products, of a tensor with itself and with a constant too', async () => {
    const inputs = [port('x', [2], 3, true), port('z', [1], 2, false)];
    const nodes = [
      view('z', 'zz', [0, 0]),
      multiply('x', 'zz', 'a'),
      multiply('x', 'x', 'b'),
      constant('c', [3, -5]),
      multiply('b', 'c', 'd'),
      sum(
        [
          [1, 'a'],
          [2, 'd'],
        ],
        'y',
      ),
    ];
    await functionOf(inputs, nodes, 2);
  });

  it('matrix products, batched', async () => {
    const inputs = [port('x', [2, 1, 2], 1, true), port('z', [2, 2, 1], 1, false)];
    await functionOf(inputs, [matmul('x', 'z', 'y', [2, 1, 2, 1])], 2);
    await functionOf([port('x', [4], 2, true)], [matmul('x', 'x', 'y', [1, 2, 2, 2])], 4);
  });

  it('quotients rounded down, of negative numbers too', async () => {
    const nodes = [sum([[5, 'x']], 'a', [-3]), sum([[1, 'z']], 'b', [1]), divide('a', 'b', 'y')];
    await functionOf([port('x', [1], 4, true), port('z', [1], 3, false)], nodes, 1);
    const negative = [sum([[3, 'x']], 'a', [-12]), sum([[1, 'z']], 'b', [1]), divide('a', 'b', 'y')];
    await functionOf([port('x', [1], 2, true), port('z', [1], 2, false)], negative, 1);
    const byOne = [constant('b', [1, 3]), divide('x', 'b', 'y')];
    await functionOf([port('x', [2], 3, true)], byOne, 2);
  });

  it('roots', async () => {
    const nodes = [sum([[3, 'x']], 'a', [2]), root('a', 'y')];
    await functionOf([port('x', [1], 6, false)], nodes, 1);
  });

  it('comparisons on both sides of zero, decided ones and undecided ones', async () => {
    for (const [bits, signed, bias] of [
      [4, true, 0],
      [4, false, 0],
      [3, true, 3],
      [3, false, -8],
      [3, true, -1],
      [1, false, 0],
      [1, true, 0],
      [1, false, 1],
      [2, false, -1],
    ] as const) {
      const nodes = [
        sum([[1, 'x']], 'a', [bias]),
        compare('a', 'p', 'nonNegative'),
        compare('a', 'q', 'zero'),
        sum(
          [
            [2, 'p'],
            [1, 'q'],
          ],
          'y',
        ),
      ];
      await functionOf([port('x', [1], bits, signed)], nodes, 1);
    }
  });

  it('one-hot rows of one, two and more', async () => {
    await functionOf([port('x', [2], 2, true)], [oneHot('x', 'y', 5, [-2, -3])], 10);
    await functionOf([port('x', [2], 1, true)], [oneHot('x', 'y', 2, [-1])], 4);
    const one = [
      constant('c', [4, 5]),
      oneHot('c', 'o', 1, [4, 5]),
      sum(
        [
          [1, 'o'],
          [1, 'x'],
        ],
        'y',
      ),
    ];
    await functionOf([port('x', [2], 1, true)], one, 2);
  });

  it('sorting, with ties, for every count and every number of results', async () => {
    for (const [count, keep, bits] of [
      [1, 1, 2],
      [2, 1, 2],
      [2, 2, 2],
      [3, 3, 2],
      [4, 2, 2],
      [5, 1, 1],
    ] as const) {
      await functionOf([port('x', [count], bits, true)], [sort('x', 'y', 1, count, keep)], keep);
    }
    await functionOf([port('x', [4], 2, false)], [sort('x', 'y', 2, 2)], 4);
  });

  it('views of several inputs: concatenation, repetition, slices', async () => {
    const nodes = [
      dense('x', 'a', [[1, 2]], [1]),
      view(['a', 'x', 'z'], 'v', [3, 0, 0, 1, 2]),
      dense('v', 'y', [[1, 2, 3, 4, 5]], [0]),
    ];
    await functionOf([port('x', [2], 2, true), port('z', [3], 1, false)], nodes, 1);
  });
});

describe('tables', () => {
  const entries = [5, -3, 0, 17, 2, 2, -9, 40, 1, 1, 1, 0, -6, 30, -30, 8, 11];

  it.each([
    [4, 0, true],
    [4, 0, false],
    [4, 1, true],
    [4, 2, false],
    [3, 1, true],
    [3, 3, true],
    [3, 3, false],
    [2, 0, true],
    [1, 0, false],
  ] as const)('of %i bits, %i of them between entries, signed %s', async (bits, fractionBits, signed) => {
    const count = 2 ** (bits - fractionBits) + (fractionBits > 0 ? 1 : 0);
    const table = { signed, fractionBits, entries: entries.slice(0, count) };
    // The argument inside the table, above, below, and on both sides; one sign, and both; narrower than the table.
    for (const [weight, bias, inputBits, inputSigned] of [
      [1, 0, bits, signed],
      [1, 0, 5, true],
      [1, 3, 2, true],
      [3, 0, 4, false],
      [1, -9, 3, false],
      [7, 1, 3, true],
      [2, -30, 5, false],
    ] as const) {
      for (const shift of [0, 2]) {
        const nodes = [dense('x', 'a', [[weight]], [bias]), lookup('a', 'y', bits, table, shift)];
        await functionOf([port('x', [1], inputBits, inputSigned)], nodes, 1).catch((error: Error) => {
          throw new Error(`${weight} x + ${bias} in ${inputBits}, >> ${shift}: ${error.message}`, {
            cause: error,
          });
        });
      }
    }
  });

  it('take 12 rows beside the bits for 32 segments of 32 steps, and 2 more where they saturate', () => {
    const table = {
      signed: true,
      fractionBits: 5,
      entries: Array.from({ length: 33 }, (_, i) => (i * i * 37) % 101),
    };
    const rowsOf = (inputBits: number) =>
      countRows(
        graphOf([port('x', [1], inputBits, true)], [lookup('x', 'y', 10, table)], [port('y', [1], 20, true)]),
      );
    expect(rowsOf(10)).toBe(11 + 12);
    expect(rowsOf(13)).toBe(14 + 12 + 2);
  });
});
