import { type Case, constant, describeCases, input, mixed } from './operator-network.ts';

const REDUCTIONS = [
  'ReduceL1',
  'ReduceL2',
  'ReduceLogSum',
  'ReduceLogSumExp',
  'ReduceMax',
  'ReduceMean',
  'ReduceMin',
  'ReduceProd',
  'ReduceSum',
  'ReduceSumSquare',
];

const axes = (...values: number[]) => constant([values.length], values, 'int64');
const whole = { outputs: ['int64' as const] };

const CASES: Case[] = [
  ...REDUCTIONS.flatMap((operator): Case[] => {
    const x = () => input([2, 3, 4], operator === 'ReduceLogSum' ? [0.5, 2] : [-1.5, 2]);
    // ReduceSum took its axes as an input five operator sets before the others did.
    const old = operator === 'ReduceSum' ? 12 : 17;
    return [
      ['of the last axis', operator, [x()], { opset: old, attributes: { axes: [-1], keepdims: 0 } }],
      ['of the first axes', operator, [x(), axes(1, 0)], { opset: 18 }],
      ['of all axes', operator, [x()], { opset: 18, attributes: { keepdims: 0 } }],
      ['of the middle axis', operator, [x(), axes(-2)], { opset: 18, attributes: { keepdims: 0 } }],
      ['of no axes', operator, [x(), axes()], { opset: 18, attributes: { noop_with_empty_axes: 1 } }],
    ];
  }),
  ['of whole numbers', 'ReduceMean', [input([4, 5], [-9, 9], 'int64'), axes(1)], { opset: 18, ...whole }],
  ['of whole numbers', 'ReduceSum', [input([4, 5], [-9, 9], 'int64'), axes(1)], whole],
  ['of an image', 'ReduceMean', [input([1, 3, 4, 4]), axes(2, 3)], { opset: 18 }],
  ...['Softmax', 'LogSoftmax'].flatMap((operator): Case[] => [
    ['', operator, [input([2, 3, 4], [-6, 6])]],
    ['along the first axis', operator, [input([2, 3, 4], [-6, 6])], { attributes: { axis: 0 } }],
    ['along the middle axis', operator, [input([2, 3, 4], [-6, 6])], { attributes: { axis: -2 } }],
    ['of an old operator set', operator, [input([2, 3, 4], [-6, 6])], { opset: 11 }],
    [
      'of an old operator set, from the last axis on',
      operator,
      [input([2, 3, 4], [-6, 6])],
      { opset: 11, attributes: { axis: 2 } },
    ],
    ['of large numbers', operator, [input([2, 3], [900, 910])]],
  ]),
  ['', 'LayerNormalization', [input([2, 3, 4]), constant([4], mixed(4)), constant([4], mixed(4))]],
  [
    'of two axes, without a bias',
    'LayerNormalization',
    [input([2, 3, 4]), constant([3, 4], mixed(12))],
    { attributes: { axis: 1, epsilon: 0.1 } },
  ],
  ['of long rows', 'LayerNormalization', [input([4, 300]), constant([300], mixed(300))]],
  [
    'with its statistics',
    'LayerNormalization',
    [input([2, 3, 4]), constant([4], mixed(4)), constant([4], mixed(4))],
    { outputs: ['float', 'float', 'float'] },
  ],
  ['with a computed scale', 'LayerNormalization', [input([2, 4]), input([4]), input([4])]],
  ['', 'InstanceNormalization', [input([2, 3, 4, 2]), constant([3], mixed(3)), constant([3], mixed(3))]],
  [
    'with a scale a channel',
    'GroupNormalization',
    [input([2, 6, 4]), constant([6], mixed(6)), constant([6], mixed(6))],
    { opset: 21, attributes: { num_groups: 2 } },
  ],
  [
    'with a scale a group',
    'GroupNormalization',
    [input([2, 6, 4]), constant([2], mixed(2)), constant([2], mixed(2))],
    { opset: 18, attributes: { num_groups: 2 } },
  ],
  ['', 'RMSNormalization', [input([2, 3, 4]), constant([4], mixed(4))], { opset: 23 }],
  [
    '',
    'BatchNormalization',
    [
      input([2, 3, 4]),
      constant([3], mixed(3)),
      constant([3], mixed(3)),
      constant([3], mixed(3)),
      constant([3], [1, 0.5, 2]),
    ],
  ],
  ['', 'LRN', [input([2, 5, 3, 2])], { attributes: { size: 3 } }],
  [
    'with its own parameters',
    'LRN',
    [input([1, 5, 2, 2])],
    { attributes: { size: 5, alpha: 0.5, beta: 0.6, bias: 2 } },
  ],
  ['', 'LpNormalization', [input([2, 3, 4])]],
  ['by absolute values', 'LpNormalization', [input([2, 3, 4])], { attributes: { p: 1, axis: 1 } }],
  ['', 'MeanVarianceNormalization', [input([2, 3, 4, 2])]],
  ['over chosen axes', 'MeanVarianceNormalization', [input([2, 3, 4])], { attributes: { axes: [2, 1] } }],
];

describeCases('reductions and normalizations as in onnxruntime', CASES);
