import { type Case, constant, describeCases, input, mixed } from './operator-network.ts';

const bytes = (shape: number[]) => input(shape, [0, 255], 'uint8');
const signedBytes = (shape: number[]) => input(shape, [-128, 127], 'int8');
const scale = (value: number) => constant([], [value]);
const zero = (value: number, type: 'uint8' | 'int8' = 'uint8') => constant([], [value], type);
const size = (shape: readonly number[]) => shape.reduce((all, extent) => all * extent, 1);
const weights = (...shape: number[]) =>
  constant(
    shape,
    mixed(size(shape)).map((value) => Math.round(value * 127)),
    'int8',
  );

const CASES: Case[] = [
  [
    'to uint8, with saturation',
    'QuantizeLinear',
    [input([64], [-3, 3]), scale(0.0173), zero(100)],
    { outputs: ['uint8'] },
  ],
  [
    'to int8',
    'QuantizeLinear',
    [input([64], [-3, 3]), scale(0.0173), zero(-5, 'int8')],
    { outputs: ['int8'] },
  ],
  ['without a zero point', 'QuantizeLinear', [input([64], [-3, 3]), scale(0.0173)], { outputs: ['uint8'] }],
  [
    'a channel',
    'QuantizeLinear',
    [input([2, 3, 4]), constant([3], [0.01, 0.02, 0.03]), constant([3], [1, 2, 3], 'int8')],
    { outputs: ['int8'] },
  ],
  ['of uint8', 'DequantizeLinear', [bytes([16]), scale(0.0173), zero(100)]],
  [
    'a channel',
    'DequantizeLinear',
    [signedBytes([2, 3, 4]), constant([3], [0.01, 0.02, 0.03]), constant([3], [1, 2, 3], 'int8')],
  ],
  [
    'along the last axis',
    'DequantizeLinear',
    [signedBytes([2, 3]), constant([3], [0.01, 0.02, 0.03])],
    { attributes: { axis: -1 } },
  ],
  [
    'with pads and a bias',
    'QLinearConv',
    [
      bytes([1, 2, 5, 5]),
      scale(0.02),
      zero(120),
      weights(3, 2, 3, 3),
      constant([3], [0.01, 0.02, 0.015]),
      constant([3], [0, 0, 0], 'int8'),
      scale(0.113),
      zero(128),
      constant([3], [1000, -2000, 30], 'int32'),
    ],
    { attributes: { pads: [1, 1, 1, 1] }, outputs: ['uint8'] },
  ],
  [
    'of a batch in groups',
    'QLinearConv',
    [
      bytes([2, 2, 5]),
      scale(0.02),
      zero(120),
      weights(4, 1, 3),
      scale(0.01),
      zero(0, 'int8'),
      scale(0.057),
      zero(128),
    ],
    { attributes: { group: 2 }, outputs: ['uint8'] },
  ],
  [
    'with pads',
    'ConvInteger',
    [
      bytes([1, 2, 5]),
      constant(
        [3, 2, 3],
        mixed(18).map((value) => Math.round(100 + 100 * value)),
        'uint8',
      ),
      zero(120),
      zero(90),
    ],
    { attributes: { pads: [1, 1] }, outputs: ['int32'] },
  ],
  [
    'without zero points',
    'ConvInteger',
    [
      bytes([1, 2, 5]),
      constant(
        [3, 2, 3],
        mixed(18).map((value) => Math.round(100 + 100 * value)),
        'uint8',
      ),
    ],
    { outputs: ['int32'] },
  ],
  [
    'with constant weights',
    'QLinearMatMul',
    [
      bytes([4, 3]),
      scale(0.02),
      zero(120),
      weights(3, 5),
      scale(0.01),
      zero(0, 'int8'),
      scale(0.0317),
      zero(128),
    ],
    { outputs: ['uint8'] },
  ],
  [
    'of two activations',
    'QLinearMatMul',
    [bytes([4, 3]), scale(0.02), zero(120), bytes([3, 5]), scale(0.01), zero(30), scale(0.0517), zero(128)],
    { outputs: ['uint8'] },
  ],
  [
    'with constant weights',
    'MatMulInteger',
    [bytes([4, 3]), weights(3, 5), zero(120), zero(3, 'int8')],
    { outputs: ['int32'] },
  ],
  [
    'of two activations',
    'MatMulInteger',
    [bytes([2, 4, 3]), signedBytes([3, 5]), zero(120)],
    { outputs: ['int32'] },
  ],
];

describeCases('operators of quantized models as in onnxruntime', CASES);
