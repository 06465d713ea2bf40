import { describe, expect, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { type AttributeInput, type ModelInit, node, tensor, value } from '../../../support/onnx-builder.ts';
import { Random } from '../../../support/random.ts';
import { expectRefusal } from './support.ts';

const GATES = { RNN: 1, GRU: 3, LSTM: 4 } as const;
type Operator = keyof typeof GATES;
const OPERATORS = Object.keys(GATES) as Operator[];

interface Options {
  attributes?: Record<string, AttributeInput>;
  batch?: number;
  length?: number;
  /** Where the initial states come from. */
  initial?: 'none' | 'known' | 'computed';
  peepholes?: boolean;
  lengths?: number[];
  used?: number[];
}

function recurrentModel(operator: Operator, options: Options = {}): ModelInit {
  const {
    attributes = {},
    batch = 1,
    length = 3,
    initial = 'none',
    peepholes = false,
    lengths,
    used,
  } = options;
  const random = new Random(5);
  const [input, hidden] = [3, 4];
  const directions = attributes.direction === 'bidirectional' ? 2 : 1;
  const rows = GATES[operator] * hidden;
  const weights = (name: string, dims: number[]) =>
    tensor(
      name,
      dims,
      random.normals(
        dims.reduce((a, b) => a * b, 1),
        0.5,
      ),
    );
  const constants = [
    weights('W', [directions, rows, input]),
    weights('R', [directions, rows, hidden]),
    weights('B', [directions, 2 * rows]),
  ];
  const states = operator === 'LSTM' ? ['h0', 'c0'] : ['h0'];
  const shape = [directions, batch, hidden];
  if (initial === 'known') constants.push(...states.map((name) => weights(name, shape)));
  if (peepholes) constants.push(weights('P', [directions, 3 * hidden]));
  if (lengths) constants.push(tensor('L', [batch], lengths, 'int32'));
  const stateNames = initial === 'none' ? states.map(() => '') : states;
  const outputs = ['Y', 'H', 'C'].slice(0, operator === 'LSTM' ? 3 : 2);
  return {
    inputs: [
      value('x', [length, batch, input]),
      ...(initial === 'computed' ? states.map((name) => value(name, shape)) : []),
    ],
    outputs: used ? used.map((index) => outputs[index]!) : outputs,
    constants,
    nodes: [
      node(
        operator,
        ['x', 'W', 'R', 'B', lengths ? 'L' : '', ...stateNames, ...(peepholes ? ['P'] : [])],
        outputs,
        { hidden_size: hidden, ...attributes },
      ),
    ],
  };
}

describe.each(OPERATORS)('%s', (operator) => {
  it.each(['forward', 'reverse', 'bidirectional'])(
    '%s, with every kind of initial state',
    async (direction) => {
      for (const initial of ['none', 'known', 'computed'] as const) {
        for (const batch of [1, 2]) {
          await checkTwin(recurrentModel(operator, { attributes: { direction }, initial, batch }));
        }
      }
    },
  );

  it('gives each output alone, and one step', async () => {
    for (const output of operator === 'LSTM' ? [0, 1, 2] : [0, 1]) {
      await checkTwin(recurrentModel(operator, { used: [output] }));
    }
    await checkTwin(recurrentModel(operator, { length: 1 }));
  });

  it('clips what the gates see', async () => {
    await checkTwin(recurrentModel(operator, { attributes: { clip: 0.3 }, initial: 'known' }));
  });

  it('refuses sequences that end early, and takes full ones', async () => {
    await checkTwin(recurrentModel(operator, { batch: 2, lengths: [3, 3] }));
    await expectRefusal(
      recurrentModel(operator, { batch: 2, lengths: [3, 2] }),
      /end early/,
      /full sequences/,
    );
  });
});

describe('GRU', () => {
  it('applies the reset gate before or behind the linear map', async () => {
    for (const initial of ['none', 'computed'] as const) {
      await checkTwin(recurrentModel('GRU', { attributes: { linear_before_reset: 1 }, initial, batch: 2 }));
    }
  });
});

describe('LSTM', () => {
  it('has peepholes and may couple its gates', async () => {
    for (const initial of ['none', 'known'] as const) {
      await checkTwin(recurrentModel('LSTM', { peepholes: true, initial, batch: 2 }));
      await checkTwin(recurrentModel('LSTM', { attributes: { input_forget: 1 }, initial }));
    }
  });

  it('rounds each gate once: one linear map over input and state', async () => {
    const { lowered } = await checkTwin(recurrentModel('LSTM', { length: 2 }));
    expect(lowered.nodes.filter(({ kind }) => kind === 'linear')).toHaveLength(3 + 4);
  });
});

describe('activations', () => {
  it.each([
    ['Relu'],
    ['Affine', [0.7], [0.2]],
    ['LeakyRelu', [0.2]],
    ['LeakyRelu'],
    ['ThresholdedRelu', [0.3]],
    ['ScaledTanh', [0.9], [0.6]],
    ['HardSigmoid'],
    ['HardSigmoid', [0.3], [0.4]],
    ['Elu', [0.8]],
    ['Softsign'],
    ['Softplus'],
  ] as const)('%s %s %s', async (name, alpha?, beta?) => {
    const attributes: Record<string, AttributeInput> = { activations: [name] };
    if (alpha) attributes.activation_alpha = alpha;
    if (beta) attributes.activation_beta = beta;
    await checkTwin(recurrentModel('RNN', { attributes }));
  });

  it('take their parameters in order', async () => {
    const attributes = {
      direction: 'bidirectional',
      activations: ['HardSigmoid', 'Tanh', 'LeakyRelu', 'Sigmoid', 'ScaledTanh', 'Affine'],
      activation_alpha: [0.3, 0.1, 0.9, 0.8],
      activation_beta: [0.4, 0.7, 0.1],
    };
    await checkTwin(recurrentModel('LSTM', { attributes }));
  });
});
