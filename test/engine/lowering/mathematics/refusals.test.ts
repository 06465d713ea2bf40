import { expect, test } from 'vitest';
import { lowerModel } from '../../../support/lower-model.ts';
import { type ModelInit, node, tensor, TYPE, value } from '../../../support/onnx-builder.ts';
import { appErrorOf } from '../../groth16/app-error.ts';
import { type Case, constant, input, mixed, operatorNetwork } from './operator-network.ts';

const CASES: [...Required<Case>, reason: string, remedy: string][] = [
  [
    'by a constant with a zero',
    'Div',
    [input([3]), constant([3], [1, 0, 2])],
    {},
    'constant that is zero',
    'zeros',
  ],
  ['of two activations', 'Pow', [input([3]), input([3])], {}, 'both its base and its exponent', 'constant'],
  ['of a negative constant', 'Pow', [constant([], [-2]), input([3])], {}, 'raises -2', 'positive base'],
  [
    'by a computed number',
    'BitShift',
    [input([3], [0, 9], 'uint8'), input([3], [0, 3], 'uint8')],
    { attributes: { direction: 'LEFT' }, outputs: ['uint8'] },
    'shift "',
    'constant shift',
  ],
  ['', 'IsNaN', [input([3])], { outputs: ['bool'] }, 'special float values', 'NaN'],
  [
    '',
    'BitwiseAnd',
    [input([3], [0, 9], 'uint8'), input([3], [0, 9], 'uint8')],
    { opset: 18, outputs: ['uint8'] },
    'bits',
    'arithmetic',
  ],
  [
    '',
    'DynamicQuantizeLinear',
    [input([3])],
    { outputs: ['uint8', 'float', 'uint8'] },
    'scale by the data',
    'static quantization',
  ],
  ['', 'RandomNormalLike', [input([3])], {}, 'random', 'inference mode'],
  [
    'with computed weights',
    'Conv',
    [input([1, 1, 4]), input([1, 1, 2])],
    {},
    'weights "',
    'constant weights',
  ],
  [
    'over computed axes',
    'ReduceSum',
    [input([3, 3]), input([1], [0, 0], 'int64')],
    {},
    'axes "',
    'constant axes',
  ],
  [
    'with a computed scale',
    'QuantizeLinear',
    [input([3]), input([])],
    { outputs: ['uint8'] },
    'scale "',
    'constant scale',
  ],
  [
    'with its indices',
    'MaxPool',
    [input([1, 1, 4])],
    { attributes: { kernel_shape: [2] }, outputs: ['float', 'int64'] },
    'indices',
    'pooled values',
  ],
  [
    'over nothing but padding',
    'MaxPool',
    [input([1, 1, 4])],
    { attributes: { kernel_shape: [2], dilations: [5], pads: [1, 1] } },
    'padding',
    'less padding',
  ],
  [
    'over nothing but padding',
    'AveragePool',
    [input([1, 1, 4])],
    { opset: 19, attributes: { kernel_shape: [2], dilations: [5], pads: [1, 1] } },
    'padding',
    'less padding',
  ],
  [
    'in training mode',
    'BatchNormalization',
    [input([1, 2, 3]), ...[1, 2, 3, 4].map(() => constant([2], mixed(2)))],
    { attributes: { training_mode: 1 }, outputs: ['float', 'float', 'float'] },
    'training mode',
    'inference mode',
  ],
  [
    'with computed statistics',
    'BatchNormalization',
    [input([1, 2, 3]), constant([2], mixed(2)), constant([2], mixed(2)), input([2]), constant([2], [1, 2])],
    {},
    'mean "',
    'constant mean',
  ],
];

test.each(
  CASES.map(([name, operator, ...rest]) => [`${operator} ${name}`.trim(), operator, ...rest] as const),
)('%s is refused with a reason and a remedy', async (_, operator, operands, options, reason, remedy) => {
  const { init } = operatorNetwork(operator, operands, options);
  const error = await appErrorOf(lowerModel(init), 'model-unsupported-operator');
  expect(error.message).toContain(`${operator} at node "the operator"`);
  expect(error.message).toContain(reason);
  expect(error.remedy).toContain(remedy);
});

test('a shift of 64-bit numbers to the left is refused: bits that fall off the end would not be lost', async () => {
  const init: ModelInit = {
    inputs: [value('x', [3], 'int64')],
    outputs: [value('y', [3], 'uint64')],
    nodes: [
      node('Cast', ['x'], 'unsigned', { to: TYPE.uint64 }),
      node('BitShift', ['unsigned', 'two'], 'y', { direction: 'LEFT' }),
    ],
    constants: [tensor('two', [], [2], 'uint64')],
  };
  const error = await appErrorOf(lowerModel(init), 'model-unsupported-operator');
  expect(error.message).toContain('64-bit');
  expect(error.remedy).toContain('power of two');
});
