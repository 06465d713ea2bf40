import { type Case, constant, describeCases, input } from './operator-network.ts';

const grid = (shape: number[]) => input(shape, [-1, 1, 0.5]);
const whole = (shape: number[]) => input(shape, [-3, 3], 'int64');
const truth = (shape: number[]) => input(shape, [0, 1], 'bool');
const bool = { outputs: ['bool' as const] };

const CASES: Case[] = [
  ...['Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual', 'Equal'].flatMap((operator): Case[] => [
    ['of reals', operator, [grid([4, 8]), grid([8])], bool],
    ['of whole numbers', operator, [whole([4, 8]), whole([4, 1])], bool],
    ['with a constant', operator, [grid([16]), constant([], [0.5])], bool],
    ['of a constant', operator, [constant([16], new Array(16).fill(-0.5)), grid([16])], bool],
  ]),
  ['of booleans', 'Equal', [truth([16]), truth([16])], bool],
  ...['And', 'Or', 'Xor'].flatMap((operator): Case[] => [
    ['of activations', operator, [truth([4, 8]), truth([8])], bool],
    ['with a constant', operator, [truth([4]), constant([4], [0, 1, 1, 0], 'bool')], bool],
  ]),
  ['', 'Not', [truth([8])], bool],
  ['of activations', 'Where', [truth([2, 1]), input([2, 3]), input([3])]],
  ['of a constant and an activation', 'Where', [truth([2, 3]), constant([], [7]), input([3])]],
  ['of constants', 'Where', [truth([2, 3]), constant([], [7]), constant([3], [1, 2, 3])]],
  ['by a constant', 'Where', [constant([2, 1], [1, 0], 'bool'), input([2, 3]), constant([3], [1, 2, 3])]],
  ['of whole numbers', 'Where', [truth([8]), whole([8]), whole([8])], { outputs: ['int64'] }],
  ['half-way', 'Round', [input([32], [-4, 4, 0.5])]],
  ['of any number', 'Round', [input([32], [-40, 40])]],
  ['', 'Floor', [input([32], [-4, 4, 0.25])]],
  ['', 'Ceil', [input([32], [-4, 4, 0.25])]],
  [
    'of reals to whole numbers',
    'Cast',
    [input([32], [-4, 4, 0.25])],
    { attributes: { to: 7 }, outputs: ['int64'] },
  ],
  [
    'of reals to booleans',
    'Cast',
    [input([32], [-1, 1, 0.25])],
    { attributes: { to: 9 }, outputs: ['bool'] },
  ],
  ['of whole numbers to reals', 'Cast', [whole([8])], { attributes: { to: 1 } }],
  ['of whole numbers to booleans', 'Cast', [whole([8])], { attributes: { to: 9 }, outputs: ['bool'] }],
  ['of whole numbers to shorter ones', 'Cast', [whole([8])], { attributes: { to: 6 }, outputs: ['int32'] }],
  ['of booleans to reals', 'Cast', [truth([8])], { attributes: { to: 1 } }],
  [
    'of reals to whole numbers',
    'CastLike',
    [input([32], [-4, 4, 0.25]), constant([], [1], 'int32')],
    { outputs: ['int32'], opset: 19 },
  ],
];

describeCases('comparisons, logic and rounding as in onnxruntime', CASES);
