import type { IntegerGraph, IntegerNode, IntegerPort } from '../../../src-main/engine/graph/integer-graph.ts';
import { type LinearForm, linearMap } from '../../../src-main/engine/graph/linear-map.ts';
import {
  compare,
  constant,
  divide,
  graphOf,
  linear,
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
} from '../../circuits/support/integer-nodes.ts';
import { Random } from '../../circuits/support/random.ts';

/** Each primitive alone, in odd sizes, strides, paddings and groups. */
export function primitiveCases(): [name: string, graph: IntegerGraph][] {
  return [
    ['dense', layer([7], { kind: 'dense', rows: 1, inputs: 7, outputs: 5 })],
    ['dense of several rows', layer([3, 5], { kind: 'dense', rows: 3, inputs: 5, outputs: 6 })],
    ['a convolution with strides and padding', layer([3, 7, 6], convolution(3, 5, [7, 6], 3, 2, 1))],
    ['a convolution of one tap', layer([3, 4, 4], convolution(3, 2, [4, 4], 1, 1, 0))],
    [
      'a dilated convolution in groups',
      layer([6, 7, 7], { ...convolution(6, 9, [7, 7], 3, 1, 2, 2), groups: 3 }),
    ],
    ['a depthwise convolution', layer([5, 5, 4], { ...convolution(5, 5, [5, 4], 2, 1, 1), groups: 5 })],
    ['a transposed convolution', layer([2, 3, 4], transposed(2, 3, [3, 4]))],
    ['a sparse map', layer([9], sparse(9, [3, 0, 5, 1]))],
    [
      'a sum',
      one(
        [
          ['x', 3],
          ['z', 3],
        ],
        [
          sum(
            [
              [2, 'x'],
              [-3, 'z'],
            ],
            'y',
            [1, -2, 7],
          ),
        ],
      ),
    ],
    [
      'a product',
      one(
        [
          ['x', 3],
          ['z', 3],
        ],
        [multiply('x', 'z', 'y')],
        { outputBits: 12 },
      ),
    ],
    [
      'a matrix product',
      one(
        [
          ['x', 30],
          ['z', 20],
        ],
        [matmul('x', 'z', 'y', [2, 3, 5, 2])],
        { outputBits: 14 },
      ),
    ],
    ['a clamp', one([['x', 5]], [rescale('x', 'y', 'clamp', 2, 1)])],
    ['a relu with a shift a channel', one([['x', 6]], [rescale('x', 'y', 'relu', 2, [0, 1, 3], 2)])],
    ['a clamp of a wide interval', one([['x', 3, 16]], [rescale('x', 'y', 'clamp', 5, 2)])],
    ['a relu of a wide interval', one([['x', 3, 16]], [rescale('x', 'y', 'relu', 5, 2)])],
    [
      'a table',
      one(
        [['x', 5]],
        [lookup('x', 'y', 3, { signed: true, fractionBits: 0, entries: [0, 1, 4, 9, -3, 5, 2, 2] }, 1)],
      ),
    ],
    [
      'straight lines',
      one([['x', 5]], [lookup('x', 'y', 4, { signed: true, fractionBits: 2, entries: [0, 1, 4, -9, 3] })]),
    ],
    [
      'a table of a wide interval',
      one(
        [['x', 4, 14]],
        [lookup('x', 'y', 3, { signed: false, fractionBits: 0, entries: [7, 1, 4, 9, -3, 5, 2, 2] }, 1)],
      ),
    ],
    [
      'straight lines of a wide interval',
      one(
        [['x', 4, 14]],
        [lookup('x', 'y', 13, { signed: true, fractionBits: 10, entries: [0, 5, -2, 8, 1, 1, 3, -4, 2] })],
        { outputBits: 20 },
      ),
    ],
    ['a maximum of windows that overlap', one([['x', 50]], [max('x', 'y', 2, window2d([5, 5], 3, 2, 1))])],
    [
      'a maximum of pairs',
      one(
        [['x', 6]],
        [
          max('x', 'y', 1, {
            inputSpatial: [6],
            outputSpatial: [3],
            kernel: [2],
            strides: [2],
            dilations: [1],
            padsBegin: [0],
          }),
        ],
      ),
    ],
    [
      'a quotient',
      one(
        [
          ['x', 5, 6],
          ['z', 5, 3, false],
        ],
        [sum([[1, 'z']], 'b', [1]), divide('x', 'b', 'y')],
      ),
    ],
    ['a root', one([['x', 5, 7, false]], [root('x', 'y')])],
    ['a sign', one([['x', 5]], [compare('x', 'y', 'nonNegative')])],
    ['a zero', one([['x', 9, 2]], [compare('x', 'y', 'zero')])],
    ['one-hot rows', one([['x', 3, 2]], [oneHot('x', 'y', 5, [-2, -3])])],
    ['sorted rows', one([['x', 10]], [sort('x', 'y', 2, 5, 3)])],
    [
      'a constant',
      one(
        [['x', 3]],
        [
          constant('c', [4, -7, 1]),
          sum(
            [
              [1, 'x'],
              [1, 'c'],
            ],
            'y',
          ),
        ],
      ),
    ],
    [
      'views',
      one(
        [
          ['x', 6],
          ['z', 2],
        ],
        [view(['x', 'z'], 'y', [7, 0, 0, 5, 6, 2, 1])],
      ),
    ],
  ];
}

/** A graph of the given nodes whose output is y. */
function one(
  inputs: readonly (readonly [name: string, size: number, bits?: number, signed?: boolean])[],
  nodes: IntegerNode[],
  { outputBits = 24 } = {},
): IntegerGraph {
  const ports: IntegerPort[] = inputs.map(([name, size, bits = 4, signed = true]) =>
    port(name, [size], bits, signed),
  );
  return graphOf(ports, nodes, [port('y', [0], outputBits, true)]);
}

function layer(shape: number[], form: LinearForm): IntegerGraph {
  const random = new Random(7);
  const { weightCount, channels } = linearMap(form);
  const node = linear('x', 'y', form, random.list(weightCount, -5, 5), random.list(channels, -9, 9));
  return graphOf([port('x', shape, 4, true)], [node], [port('y', [0], 24, true)]);
}

function convolution(
  inputChannels: number,
  outputChannels: number,
  size: [number, number],
  kernel: number,
  stride: number,
  pad: number,
  dilation = 1,
) {
  const window = window2d(size, kernel, stride, pad, dilation);
  return { kind: 'convolution' as const, inputChannels, outputChannels, groups: 1, ...window };
}

function transposed(inputChannels: number, outputChannels: number, size: [number, number]): LinearForm {
  return {
    kind: 'transposedConvolution',
    inputChannels,
    outputChannels,
    groups: 1,
    inputSpatial: size,
    outputSpatial: size.map((length) => (length - 1) * 2 - 1 + 3),
    kernel: [3, 3],
    strides: [2, 2],
    dilations: [1, 1],
    padsBegin: [1, 1],
  };
}

function sparse(inputs: number, lengths: readonly number[]): LinearForm {
  const random = new Random(3);
  const rowPointer = [0];
  for (const length of lengths) rowPointer.push(rowPointer.at(-1)! + length);
  const column = lengths.flatMap((length) => Array.from({ length }, () => random.integer(0, inputs - 1)));
  return { kind: 'sparse', inputs, channels: 1, rowPointer, column };
}
