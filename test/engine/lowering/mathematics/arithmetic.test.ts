import { type Case, constant, describeCases, input, mixed } from './operator-network.ts';

const whole = (shape: number[], low: number, high: number) => input(shape, [low, high], 'int64');

const integers = { outputs: ['int64' as const] };

const CASES: Case[] = [
  ['of two activations', 'Add', [input([2, 3]), input([2, 3])]],
  ['that broadcast both ways', 'Add', [input([2, 1, 3]), input([4, 1])]],
  ['with a constant that repeats the activation', 'Add', [input([1, 3]), constant([2, 1], [1, -2])]],
  ['with a constant', 'Add', [constant([3], mixed(3)), input([2, 3])]],
  ['of activations', 'Sub', [input([2, 3]), input([3])]],
  ['from a constant', 'Sub', [constant([3], mixed(3)), input([2, 3])]],
  ['of a constant', 'Sub', [input([2, 3]), constant([], [0.75])]],
  ['of activations', 'Mul', [input([2, 3]), input([2, 1])]],
  ['with one number', 'Mul', [input([2, 3]), constant([1], [-0.3])]],
  ['with a number a channel', 'Mul', [constant([3, 1, 1], mixed(3)), input([1, 3, 2, 2])]],
  ['with a number an element', 'Mul', [input([2, 3]), constant([2, 3], mixed(6))]],
  ['with a constant that repeats the activation', 'Mul', [input([1, 3]), constant([4, 1], mixed(4))]],
  ['by a divisor of either sign', 'Div', [input([2, 3]), input([2, 3], [-2, 3, 1.3])]],
  ['by one divisor for many', 'Div', [input([2, 4]), input([2, 1], [-2, 3, 1.3])]],
  ['by a constant', 'Div', [input([2, 3]), constant([3], [2, -4, 0.5])]],
  ['of a constant', 'Div', [constant([1], [3]), input([2, 3], [0.5, 4])]],
  [
    'of whole numbers, by activations',
    'Div',
    [whole([64], -20, 20), input([64], [-7, 8, 3], 'int64')],
    integers,
  ],
  [
    'of whole numbers, by constants',
    'Div',
    [whole([4, 16], -20, 20), constant([4, 1], [3, -4, 1, 7], 'int64')],
    integers,
  ],
  ['of whole numbers', 'Mod', [whole([64], -20, 20), input([64], [-7, 8, 3], 'int64')], integers],
  [
    'of whole numbers, by constants',
    'Mod',
    [whole([4, 16], -20, 20), constant([4, 1], [3, -4, 1, 7], 'int64')],
    integers,
  ],
  [
    'of whole numbers as in C',
    'Mod',
    [whole([64], -20, 20), input([64], [-7, 8, 3], 'int64')],
    { ...integers, attributes: { fmod: 1 } },
  ],
  ['of reals', 'Mod', [input([8], [-9, 9]), constant([], [2.5])], { attributes: { fmod: 1 } }],
  [
    'of reals, by activations',
    'Mod',
    [input([8], [-9, 9]), input([8], [-7, 8, 3])],
    { attributes: { fmod: 1 } },
  ],
  ['', 'Neg', [input([2, 3])]],
  ['of reals', 'Abs', [input([2, 3])]],
  ['of whole numbers', 'Abs', [whole([9], -9, 9)], integers],
  ['with zeros', 'Sign', [input([16], [-1, 1, 0.5])]],
  ['of either sign', 'Reciprocal', [input([2, 3], [-2, 3, 1.3])]],
  ['', 'Sqrt', [input([2, 3], [0, 5])]],
  ['of three', 'Sum', [input([2, 3]), input([3]), constant([2, 1], mixed(2))]],
  ['of one', 'Sum', [input([2, 3])]],
  ['of three', 'Mean', [input([2, 3]), input([3]), constant([2, 1], mixed(2))]],
  ['of activations', 'Max', [input([2, 3]), input([3]), input([2, 1])]],
  ['with constants', 'Max', [constant([3], mixed(3)), input([2, 3]), constant([], [0.2])]],
  ['with zero', 'Max', [input([2, 3]), constant([], [0])]],
  ['of whole numbers', 'Max', [whole([9], -9, 9), whole([9], -9, 9)], integers],
  ['of activations', 'Min', [input([2, 3]), input([3]), input([2, 1])]],
  ['with a constant that repeats the activation', 'Min', [constant([4, 1], mixed(4)), input([1, 3])]],
  ['of one', 'Min', [input([2, 3])]],
  ...[1, 2, 3, 4, 7, 8].map((exponent): Case => [
    `to the ${exponent}`,
    'Pow',
    [input([2, 3]), constant([], [exponent])],
  ]),
  ...[-1, -2, -0.5, 0.5, 1.7, 9, -9.5].map((exponent): Case => [
    `to the ${exponent}`,
    'Pow',
    [input([2, 3], [0.5, 2]), constant([1], [exponent])],
  ]),
  ['to a negative whole power, of either sign', 'Pow', [input([2, 3], [-2, 3, 1.3]), constant([], [-3])]],
  ['to different constants', 'Pow', [input([2, 1], [0.5, 2]), constant([4], [2, 0.5, 0, 2])]],
  ['of a constant', 'Pow', [constant([], [1.7]), input([2, 3])]],
  ['of different constants', 'Pow', [constant([3], [0.5, 2, 3]), input([2, 1])]],
  ['of whole numbers', 'Pow', [whole([9], -5, 5), constant([], [3], 'int64')], integers],
  [
    'to the left',
    'BitShift',
    [
      input([16], [0, 255], 'uint8'),
      constant(
        [16],
        Array.from({ length: 16 }, (_, shift) => shift % 8),
        'uint8',
      ),
    ],
    { attributes: { direction: 'LEFT' }, outputs: ['uint8'] },
  ],
  [
    'to the right',
    'BitShift',
    [input([16], [0, 255], 'uint8'), constant([], [3], 'uint8')],
    { attributes: { direction: 'RIGHT' }, outputs: ['uint8'] },
  ],
];

describeCases('arithmetic as in onnxruntime', CASES);
