import { expect, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { node, tensor, value } from '../../../support/onnx-builder.ts';
import { Random } from '../../../support/random.ts';

const random = new Random(41);

it('two Gathers with one index share its one-hot row, behind a reshape too', async () => {
  const { lowered } = await checkTwin(
    {
      inputs: [value('i', [3], 'int64')],
      outputs: ['o'],
      constants: [
        tensor('a', [4, 2], random.normals(8)),
        tensor('b', [4, 2], random.normals(8)),
        tensor('s', [2], [3, 1], 'int64'),
        tensor('t', [2], [3, 2], 'int64'),
      ],
      nodes: [
        node('Gather', ['a', 'i'], 'x'),
        node('Reshape', ['i', 's'], 'j'),
        node('Gather', ['b', 'j'], 'y3'),
        node('Reshape', ['y3', 't'], 'y'),
        node('Add', ['x', 'y'], 'o'),
      ],
    },
    { ranges: { i: [-4, 3] } },
  );
  expect(lowered.nodes.filter(({ kind }) => kind === 'oneHot')).toHaveLength(1);
});

it('keeps both of two equal outputs, and what is not equal', async () => {
  const { lowered } = await checkTwin({
    inputs: [value('x', [3]), value('y', [3])],
    outputs: ['p', 'q', 'r'],
    nodes: [node('Mul', ['x', 'y'], 'p'), node('Mul', ['x', 'y'], 'q'), node('Mul', ['x', 'x'], 'r')],
  });
  expect(lowered.nodes.filter(({ kind }) => kind === 'product')).toHaveLength(2);
});
