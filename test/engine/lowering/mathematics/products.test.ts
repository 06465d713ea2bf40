import { type Case, constant, describeCases, input, mixed } from './operator-network.ts';

const weights = (...shape: number[]) =>
  constant(shape, mixed(shape.reduce((size, extent) => size * extent, 1)));

const CASES: Case[] = [
  ['with constant weights', 'MatMul', [input([2, 3]), weights(3, 4)]],
  ['of a stack with constant weights', 'MatMul', [input([2, 5, 3]), weights(3, 4)]],
  ['of a vector with constant weights', 'MatMul', [input([3]), weights(3, 4)]],
  ['with a constant vector', 'MatMul', [input([2, 5, 3]), weights(3)]],
  ['of a vector with a constant vector', 'MatMul', [input([3]), weights(3)]],
  ['with a stack of weights', 'MatMul', [input([2, 5, 3]), weights(2, 3, 4)]],
  ['with a stack of weights that repeats the activation', 'MatMul', [input([5, 3]), weights(2, 3, 4)]],
  ['with a stack of weights that broadcasts', 'MatMul', [input([2, 1, 5, 3]), weights(4, 3, 2)]],
  ['of a vector with a stack of weights', 'MatMul', [input([3]), weights(2, 3, 4)]],
  ['of a constant', 'MatMul', [weights(2, 3), input([3, 4])]],
  ['of a constant with a stack', 'MatMul', [weights(2, 3), input([5, 3, 4])]],
  ['of a stack of constants', 'MatMul', [weights(5, 2, 3), input([3, 4])]],
  ['of a constant with a vector', 'MatMul', [weights(2, 3), input([3])]],
  ['of a constant vector', 'MatMul', [weights(3), input([5, 3, 4])]],
  ['of two activations', 'MatMul', [input([2, 3]), input([3, 4])]],
  ['of two stacks', 'MatMul', [input([2, 1, 5, 3]), input([4, 3, 2])]],
  ['of two vectors', 'MatMul', [input([3]), input([3])]],
  ['of a vector and a stack', 'MatMul', [input([3]), input([2, 3, 4])]],
  ['of a stack and a vector', 'MatMul', [input([2, 4, 3]), input([3])]],
  ...[0, 1].flatMap((transA) =>
    [0, 1].flatMap((transB): Case[] => {
      const attributes = { transA, transB, alpha: 0.7, beta: -1.5 };
      const [a, b] = [transA === 0 ? [2, 3] : [3, 2], transB === 0 ? [3, 4] : [4, 3]] as const;
      const name = `transA ${transA}, transB ${transB}`;
      return [
        [`${name}: constant B`, 'Gemm', [input(a), weights(...b), weights(4)], { attributes }],
        [`${name}: constant A`, 'Gemm', [weights(...a), input(b), weights(2, 1)], { attributes }],
        [`${name}: no constant`, 'Gemm', [input(a), input(b), input([2, 4])], { attributes }],
      ];
    }),
  ),
  ['without a bias', 'Gemm', [input([2, 3]), weights(3, 4)]],
  ['with a bias that varies along the rows', 'Gemm', [input([2, 3]), weights(3, 4), weights(2, 1)]],
  ['with a computed bias', 'Gemm', [input([2, 3]), weights(3, 4), input([4])]],
  ['of two activations with a constant bias', 'Gemm', [input([2, 3]), input([3, 4]), weights(4)]],
  ['of a batch', 'Conv', [input([2, 2, 5]), weights(3, 2, 3), weights(3)], { attributes: { pads: [1, 1] } }],
  [
    'of a batch in groups',
    'Conv',
    [input([2, 4, 5, 4]), weights(6, 2, 3, 2)],
    { attributes: { group: 2, strides: [2, 1] } },
  ],
  ['in three dimensions', 'Conv', [input([1, 2, 3, 4, 5]), weights(2, 2, 2, 2, 2)]],
  ['with a computed bias', 'Conv', [input([1, 2, 5]), weights(3, 2, 3), input([3])]],
  [
    'of odd padding, less in front',
    'Conv',
    [input([1, 1, 6]), weights(1, 1, 2)],
    { attributes: { auto_pad: 'SAME_UPPER' } },
  ],
  [
    'of odd padding, more in front',
    'Conv',
    [input([1, 1, 6]), weights(1, 1, 2)],
    { attributes: { auto_pad: 'SAME_LOWER' } },
  ],
];

const WINDOWS: [string, number[], Record<string, number | number[] | string>][] = [
  ['in one dimension', [1, 2, 7], { kernel_shape: [3], strides: [2] }],
  ['of a batch with pads', [2, 3, 6, 5], { kernel_shape: [3, 2], pads: [1, 0, 1, 1] }],
  ['in three dimensions', [1, 2, 4, 4, 4], { kernel_shape: [2, 2, 3] }],
  ['with ceil_mode', [1, 1, 6, 6], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }],
  [
    'with ceil_mode and pads',
    [1, 1, 6, 7],
    { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1, pads: [1, 1, 0, 1] },
  ],
  ['with dilations', [1, 1, 8, 8], { kernel_shape: [2, 3], dilations: [2, 3], pads: [1, 1, 1, 1] }],
  ['with auto_pad', [1, 1, 6, 7], { kernel_shape: [2, 3], strides: [2, 2], auto_pad: 'SAME_LOWER' }],
];

const POOLS: Case[] = [
  ...WINDOWS.flatMap(([name, shape, attributes]): Case[] => [
    [name, 'MaxPool', [input(shape)], { attributes }],
    [name, 'AveragePool', [input(shape)], { attributes, opset: 19 }],
    [
      `${name}, counting the padding`,
      'AveragePool',
      [input(shape)],
      { attributes: { ...attributes, count_include_pad: 1 }, opset: 19 },
    ],
    [name, 'LpPool', [input(shape)], { attributes, opset: 18 }],
  ]),
  ...[1, 2, 3, 4].flatMap((p): Case[] => [
    [`of norm ${p}`, 'LpPool', [input([1, 2, 4, 4])], { attributes: { kernel_shape: [2, 2], p }, opset: 18 }],
    [`of norm ${p}`, 'GlobalLpPool', [input([2, 2, 4, 4])], { attributes: { p } }],
  ]),
  ['of a batch', 'GlobalAveragePool', [input([2, 3, 4, 4])]],
  ['of a batch', 'GlobalMaxPool', [input([2, 3, 4, 4])]],
];

describeCases('matrix products, convolutions and pools as in onnxruntime', [...CASES, ...POOLS]);
