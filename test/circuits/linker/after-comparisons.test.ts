import { describe, it } from 'vitest';
import type { IntegerNode } from '../../../src-main/engine/graph/integer-graph.ts';
import { expectFunction } from '../support/expect-function.ts';
import {
  compare,
  constant,
  dense,
  divide,
  graphOf,
  lookup,
  matmul,
  max,
  multiply,
  oneHot,
  port,
  rescale,
  root,
  sort,
  sum,
  view,
  window2d,
} from '../support/integer-nodes.ts';

/** The greater and the lesser of two values are halves of sums: m holds two such combinations, of values in [-2, 1]. */
const producers: Record<string, IntegerNode[]> = {
  sort: [sort('x', 'm', 1, 2)],
  'two pools': [
    dense(
      'x',
      'a',
      [
        [1, 0],
        [0, 1],
        [0, 1],
        [1, 0],
      ],
      [0, 0, 0, -1],
    ),
    max('a', 'm', 2, { ...window2d([1, 2], 1), kernel: [1, 2], outputSpatial: [1, 1] }),
  ],
  'a pool of a pool': [
    view('x', 'a', [0, 1, 1, 0, 0, 0]),
    sum([[1, 'a']], 'b', [0, 0, 1, 0, -1, 0]),
    max('b', 'c', 2, { ...window2d([1, 3], 1), kernel: [1, 2], outputSpatial: [1, 2], strides: [1, 1] }),
    max('c', 'm', 2, { ...window2d([1, 2], 1), kernel: [1, 2], outputSpatial: [1, 1] }),
  ],
  'a sort of a sort': [sort('x', 'a', 1, 2), sum([[-1, 'a']], 'b', [-1, 0]), sort('b', 'm', 1, 2)],
};

const table = { signed: true, fractionBits: 1, entries: [3, -2, 5, 0, 7] };
const consumers: Record<string, IntegerNode[]> = {
  'an output': [view('m', 'y')],
  'a rescale': [rescale('m', 'y', 'clamp', 3, 1)],
  'a rescale that changes nothing': [rescale('m', 'y', 'clamp', 6, 0)],
  'a rescale through a view': [view('m', 'v', [1, 0]), rescale('v', 'y', 'relu', 3, 0)],
  'a rescale twice': [view('m', 'v', [0, 0]), rescale('v', 'y', 'relu', 3, 1)],
  'two rescales': [
    rescale('m', 'p', 'relu', 3, 1),
    rescale('m', 'q', 'clamp', 3, 1),
    sum(
      [
        [5, 'p'],
        [1, 'q'],
      ],
      'y',
    ),
  ],
  'a table': [lookup('m', 'y', 3, table)],
  'a sum': [
    sum(
      [
        [3, 'm'],
        [-1, 'x'],
      ],
      'y',
      [1],
    ),
  ],
  'a linear map': [
    dense(
      'm',
      'y',
      [
        [3, -5],
        [0, 1],
      ],
      [1, 0],
    ),
  ],
  'a linear map through a view of several': [
    view(['x', 'm'], 'v', [3, 0, 2]),
    dense(
      'v',
      'y',
      [
        [1, 2, 3],
        [-1, 0, 1],
      ],
      [0, 0],
    ),
  ],
  'a product': [multiply('m', 'x', 'y')],
  'a matrix product': [matmul('m', 'm', 'y', [2, 1, 1, 1])],
  'a dividend': [constant('k', [2, 3]), divide('m', 'k', 'y')],
  'a divisor': [sum([[1, 'm']], 'd', [6]), divide('x', 'd', 'y')],
  'a root': [sum([[1, 'm']], 'd', [6]), root('d', 'y')],
  'a comparison': [compare('m', 'y', 'nonNegative')],
  'a comparison with zero': [compare('m', 'y', 'zero')],
  'a one-hot row': [
    rescale('m', 'p', 'clamp', 2, 0),
    oneHot('p', 'h', 4, [-2]),
    dense(
      'h',
      'y',
      [
        [1, 2, 4, 8, 0, 0, 0, 0],
        [0, 0, 0, 0, 1, 2, 4, 8],
      ],
      [0, 0],
    ),
  ],
  'a row of two': [
    compare('m', 'p', 'zero'),
    oneHot('p', 'h', 2, [0]),
    dense(
      'h',
      'y',
      [
        [1, 2, 0, 0],
        [0, 0, 1, 2],
      ],
      [0, 0],
    ),
  ],
};

describe.each(Object.entries(producers))('%s is read by', (_, before) => {
  it.each(Object.entries(consumers))('%s', async (_, after) => {
    await expectFunction(
      graphOf([port('x', [2], 2, true)], [...before, ...after], [port('y', [2], 10, true)]),
    );
  });
});
