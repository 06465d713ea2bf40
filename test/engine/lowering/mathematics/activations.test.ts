import { describe, test } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { type Case, constant, input, mixed, operatorNetwork } from './operator-network.ts';

const wide = () => input([2, 3, 4], [-5, 5]);
const whole = () => input([16], [-9, 9], 'int64');

const CASES: Case[] = [
  ['', 'Relu', [wide()]],
  ['', 'LeakyRelu', [wide()]],
  ['with a slope', 'LeakyRelu', [wide()], { attributes: { alpha: 0.3 } }],
  ['with one slope', 'PRelu', [wide(), constant([1], [0.25])]],
  ['with a slope a channel', 'PRelu', [wide(), constant([3, 1], mixed(3))]],
  ['with a computed slope', 'PRelu', [wide(), input([3, 1])]],
  ['to an interval', 'Clip', [wide(), constant([], [-1]), constant([], [2])]],
  ['from zero on', 'Clip', [wide(), constant([], [0]), constant([], [6])]],
  ['from below', 'Clip', [wide(), constant([], [-1]), null]],
  ['from above', 'Clip', [wide(), null, constant([], [2])]],
  ['to nothing', 'Clip', [wide()]],
  ['with the lower bound above the upper one', 'Clip', [wide(), constant([], [2]), constant([], [-1])]],
  ['to the ends of the type', 'Clip', [wide(), constant([], [-3.4e38]), constant([], [3.4e38])]],
  ['to computed bounds', 'Clip', [wide(), input([], [-2, -1]), input([], [1, 2])]],
  ['to a computed upper bound', 'Clip', [wide(), constant([], [-1]), input([], [1, 2])]],
  ['by attributes', 'Clip', [wide()], { opset: 9, attributes: { min: -1.5, max: 0.5 } }],
  ['of whole numbers', 'Clip', [whole(), constant([], [-3], 'int64'), constant([], [4], 'int64')], { outputs: ['int64'] }],
  ['', 'HardSigmoid', [wide()]],
  ['with its own line', 'HardSigmoid', [wide()], { attributes: { alpha: 0.4, beta: 0.3 } }],
  ['', 'HardSwish', [wide()]],
  ['with values at the threshold', 'ThresholdedRelu', [input([16], [-2, 2, 0.5])]],
  ['with a threshold', 'ThresholdedRelu', [wide()], { attributes: { alpha: 2.5 } }],
  ['', 'Shrink', [wide()], { attributes: { lambd: 1.5, bias: 0.5 } }],
  ['', 'Exp', [wide()]],
  ['', 'Log', [input([8], [0.1, 5])]],
  ['', 'Sin', [wide()]],
  ['', 'Cos', [wide()]],
  ['', 'Tan', [input([8], [-1.2, 1.2])]],
  ['', 'Asin', [input([8], [-1, 1])]],
  ['', 'Acos', [input([8], [-1, 1])]],
  ['', 'Atan', [wide()]],
  ['', 'Sinh', [wide()]],
  ['', 'Cosh', [wide()]],
  ['', 'Tanh', [wide()]],
  ['', 'Asinh', [wide()]],
  ['', 'Acosh', [input([8], [1, 5])]],
  ['', 'Atanh', [input([8], [-0.9, 0.9])]],
  ['', 'Erf', [wide()]],
  ['', 'Sigmoid', [wide()]],
  ['', 'Softplus', [wide()]],
  ['', 'Softsign', [wide()]],
  ['', 'Mish', [wide()], { opset: 18 }],
  ['', 'Gelu', [wide()], { opset: 20 }],
  ['by tanh', 'Gelu', [wide()], { opset: 20, attributes: { approximate: 'tanh' } }],
  ['', 'Elu', [wide()]],
  ['with a factor', 'Elu', [wide()], { attributes: { alpha: 0.5 } }],
  ['', 'Celu', [wide()]],
  ['with a factor', 'Celu', [wide()], { attributes: { alpha: 2 } }],
  ['with a negative factor', 'Celu', [wide()], { attributes: { alpha: -2 } }],
  ['', 'Selu', [wide()]],
  ['with factors', 'Selu', [wide()], { attributes: { alpha: 2, gamma: 0.5 } }],
];

describe('activations and functions as in onnxruntime', () => {
  test.each(CASES.map(([name, operator, operands, options]) => [`${operator} ${name}`, operator, operands, options] as const))(
    '%s',
    async (_, operator, operands, options) => {
      const { init, check } = operatorNetwork(operator, operands, options);
      await checkTwin(init, check);
    },
  );
});
