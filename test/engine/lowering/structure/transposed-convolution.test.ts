import { describe, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { type AttributeInput, node, tensor, value } from '../../../support/onnx-builder.ts';
import { Random } from '../../../support/random.ts';
import { expectRefusal, operatorModel } from './support.ts';

const random = new Random(7);

function model(input: number[], weights: number[], attributes: Record<string, AttributeInput>, bias = 0) {
  const constants = [
    tensor(
      'w',
      weights,
      random.normals(
        weights.reduce((a, b) => a * b, 1),
        0.5,
      ),
    ),
  ];
  if (bias > 0) constants.push(tensor('b', [bias], random.normals(bias)));
  return operatorModel('ConvTranspose', { x: input }, constants, { attributes });
}

describe('ConvTranspose', () => {
  it('in one to three dimensions, with strides, dilations, pads and groups', async () => {
    await checkTwin(model([1, 2, 5], [2, 3, 3], { strides: [2], pads: [1, 0] }, 3));
    await checkTwin(
      model(
        [1, 4, 3, 4],
        [4, 2, 3, 2],
        { group: 2, strides: [2, 3], dilations: [1, 2], pads: [1, 0, 0, 1] },
        4,
      ),
    );
    await checkTwin(model([1, 2, 2, 3, 2], [2, 1, 2, 2, 3], { strides: [1, 2, 1] }));
    await checkTwin(model([2, 4, 3, 3], [4, 1, 2, 2], { group: 4 }, 4));
  });

  it('with output_padding, output_shape and auto_pad', async () => {
    await checkTwin(
      model([1, 2, 4, 4], [2, 3, 3, 3], { strides: [2, 2], output_padding: [1, 1], pads: [1, 1, 1, 1] }),
    );
    for (const auto_pad of ['NOTSET', 'SAME_UPPER', 'SAME_LOWER']) {
      await checkTwin(
        model([1, 2, 4, 4], [2, 3, 4, 3], { strides: [2, 3], output_shape: [7, 11], auto_pad }),
      );
    }
    for (const auto_pad of ['VALID', 'SAME_UPPER', 'SAME_LOWER']) {
      await checkTwin(model([1, 2, 4, 4], [2, 3, 3, 4], { strides: [2, 1], auto_pad }));
      await checkTwin(model([1, 2, 4, 4], [2, 3, 4, 5], { strides: [1, 2], auto_pad }));
    }
  });

  it('refuses computed weights', async () => {
    await expectRefusal(
      {
        inputs: [value('x', [1, 1, 3]), value('w', [1, 1, 2])],
        outputs: ['o'],
        nodes: [node('ConvTranspose', ['x', 'w'], 'o')],
      },
      /weights "w" is computed/,
      /constant weights/,
    );
  });
});
