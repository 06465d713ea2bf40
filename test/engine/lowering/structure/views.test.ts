import { describe, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { node, tensor, value } from '../../../support/onnx-builder.ts';
import { Random } from '../../../support/random.ts';
import { expectRefusal, longs, operatorModel } from './support.ts';

const random = new Random(11);

describe('Concat and Split', () => {
  it('joins computed and known tensors along any axis', async () => {
    for (const axis of [0, 1, -1]) {
      await checkTwin(
        operatorModel(
          'Concat',
          { x: [2, 3, 2], y: [2, 3, 2] },
          [tensor('k', [2, 3, 2], random.normals(12))],
          {
            attributes: { axis },
            order: ['x', 'k', 'y', 'x'],
          },
        ),
      );
    }
  });

  it('splits evenly, by sizes, and with unused outputs', async () => {
    const outputs = ['a', 'b', 'c'];
    await checkTwin(
      operatorModel('Split', { x: [2, 9] }, [], { outputs, attributes: { axis: 1 }, opset: 13 }),
    );
    await checkTwin(
      operatorModel('Split', { x: [2, 7] }, [], {
        outputs,
        attributes: { axis: -1, num_outputs: 3 },
        opset: 18,
      }),
    );
    await checkTwin(
      operatorModel('Split', { x: [7, 2] }, [longs('s', [1, 4, 2])], {
        outputs,
        opset: 13,
        used: ['a', 'c'],
      }),
    );
    await checkTwin(
      operatorModel('Split', { x: [7, 2] }, [], { outputs, opset: 11, attributes: { split: [1, 4, 2] } }),
    );
  });
});

describe('Slice', () => {
  it('takes negative steps, bounds behind the ends and axes in any order', async () => {
    const lists: [number[], number[], number[], number[]][] = [
      [[1], [3], [0], [1]],
      [[-1], [-100], [1], [-1]],
      [
        [100, 0],
        [-2, 2 ** 31 - 1],
        [1, 2],
        [-2, 3],
      ],
      [
        [4, -3],
        [0, 100],
        [-1, 0],
        [-3, 2],
      ],
    ];
    for (const [starts, ends, axes, steps] of lists) {
      await checkTwin(
        operatorModel('Slice', { x: [4, 5, 7] }, [
          longs('starts', starts),
          longs('ends', ends),
          longs('axes', axes),
          longs('steps', steps),
        ]),
      );
    }
    await checkTwin(
      operatorModel('Slice', { x: [4, 5] }, [], {
        opset: 9,
        attributes: { starts: [1, -3], ends: [3, 100] },
      }),
    );
  });

  it('says that computed bounds are not supported', async () => {
    await expectRefusal(
      {
        inputs: [value('x', [4]), value('s', [1], 'int64')],
        outputs: ['o'],
        constants: [longs('ends', [4])],
        nodes: [node('Abs', ['s'], 's1'), node('Slice', ['x', 's1', 'ends'], 'o')],
      },
      /starts.*computed|depends on data/,
    );
  });
});

describe('Pad', () => {
  it.each(['constant', 'reflect', 'edge', 'wrap'])('%s, negative widths too', async (mode) => {
    const pads = mode === 'constant' ? [1, -1, 0, 2, -2, 3] : [1, -1, 0, 2, -2, 2];
    const given = mode === 'constant' ? [tensor('c', [], [2.5])] : [];
    await checkTwin(
      operatorModel('Pad', { x: [4, 6, 4] }, [longs('pads', pads), ...given], {
        attributes: { mode },
        opset: 19,
      }),
    );
  });

  it('takes axes, attributes of old operator sets and a computed filling', async () => {
    await checkTwin(
      operatorModel(
        'Pad',
        { x: [2, 3, 4] },
        [longs('pads', [1, 2]), tensor('c', [], [-1]), longs('axes', [-1])],
        {
          opset: 18,
        },
      ),
    );
    await checkTwin(
      operatorModel('Pad', { x: [2, 3] }, [], {
        opset: 10,
        attributes: { pads: [0, 1, 2, 0], mode: 'edge' },
      }),
    );
    await checkTwin({
      inputs: [value('x', [2, 3]), value('c', [])],
      outputs: ['o'],
      constants: [longs('pads', [1, 1, 0, 2])],
      nodes: [node('Pad', ['x', 'pads', 'c'], 'o')],
    });
  });
});

describe('rewiring', () => {
  it('Transpose, with and without an order', async () => {
    await checkTwin(operatorModel('Transpose', { x: [2, 3, 4] }, [], { attributes: { perm: [2, 0, 1] } }));
    await checkTwin(operatorModel('Transpose', { x: [2, 3, 4] }));
  });

  it('Tile and Expand', async () => {
    await checkTwin(operatorModel('Tile', { x: [2, 3] }, [longs('r', [3, 2])]));
    await checkTwin(operatorModel('Expand', { x: [3, 1] }, [longs('s', [2, 1, 4])]));
  });

  it('DepthToSpace and SpaceToDepth', async () => {
    for (const mode of ['DCR', 'CRD']) {
      await checkTwin(
        operatorModel('DepthToSpace', { x: [2, 8, 3, 2] }, [], { attributes: { blocksize: 2, mode } }),
      );
    }
    await checkTwin(operatorModel('SpaceToDepth', { x: [2, 3, 4, 6] }, [], { attributes: { blocksize: 2 } }));
  });

  it('Trilu on either side of any diagonal', async () => {
    for (const upper of [0, 1]) {
      for (const diagonal of [-5, -1, 0, 2]) {
        await checkTwin(
          operatorModel('Trilu', { x: [2, 3, 5] }, [tensor('k', [], [diagonal], 'int64')], {
            attributes: { upper },
          }),
        );
      }
    }
    await checkTwin(operatorModel('Trilu', { x: [3, 3] }));
  });

  it('ReverseSequence along either axis', async () => {
    await checkTwin(operatorModel('ReverseSequence', { x: [4, 3, 2] }, [longs('l', [4, 1, 2])]));
    await checkTwin(
      operatorModel('ReverseSequence', { x: [3, 4] }, [longs('l', [4, 1, 3])], {
        attributes: { batch_axis: 0, time_axis: 1 },
      }),
    );
  });

  it('Compress with and without an axis', async () => {
    const mask = (values: number[]) => tensor('m', [values.length], values, 'bool');
    await checkTwin(operatorModel('Compress', { x: [3, 4] }, [mask([1, 0, 1])], { attributes: { axis: 0 } }));
    await checkTwin(operatorModel('Compress', { x: [3, 4] }, [mask([0, 1, 1, 0, 0, 1])]));
  });

  it('Squeeze, Unsqueeze, Flatten, Reshape, Identity and Dropout', async () => {
    await checkTwin(operatorModel('Squeeze', { x: [1, 3, 1] }, [longs('a', [0])]));
    await checkTwin(operatorModel('Unsqueeze', { x: [3, 2] }, [longs('a', [0, -1])]));
    await checkTwin(operatorModel('Flatten', { x: [3, 2, 2] }, [], { attributes: { axis: -1 } }));
    await checkTwin(
      operatorModel(
        'Reshape',
        { x: [3, 4] },
        [longs('s', [2, 0, -1])].slice(0, 1).map(() => longs('s', [2, -1])),
      ),
    );
    await checkTwin(operatorModel('Dropout', { x: [3, 4] }, [], { opset: 12 }));
  });
});

describe('CumSum', () => {
  it('exclusive and reverse, along any axis', async () => {
    for (const [axis, exclusive, reverse] of [
      [0, 0, 0],
      [-1, 1, 0],
      [1, 0, 1],
      [2, 1, 1],
    ] as const) {
      await checkTwin(
        operatorModel('CumSum', { x: [2, 3, 4] }, [tensor('a', [], [axis], 'int64')], {
          attributes: { exclusive, reverse },
        }),
      );
    }
  });
});

describe('known values', () => {
  it('are folded into what reads them', async () => {
    await checkTwin({
      inputs: [value('x', [3, 3])],
      outputs: ['o'],
      nodes: [
        node('EyeLike', ['x'], 'eye', { k: 1 }),
        node('Shape', ['x'], 'shape'),
        node('ConstantOfShape', ['shape'], 'ones', { value: tensor('', [1], [1]) }),
        node('Concat', ['x', 'eye', 'ones'], 'o', { axis: 0 }),
      ],
    });
  });

  it('refuses a graph output that is the same for every input', async () => {
    await expectRefusal(
      {
        inputs: [value('x', [3, 3])],
        outputs: ['o', 'p'],
        nodes: [node('EyeLike', ['x'], 'o'), node('Identity', ['x'], 'p')],
      },
      /same for every input/,
    );
  });

  it.each(['NonZero', 'Unique'])(
    'refuses %s of computed values: its size depends on data',
    async (operator) => {
      await expectRefusal(
        operatorModel(operator, { x: [3] }, [], { types: operator === 'NonZero' ? { o: 'int64' } : {} }),
        /depends on data/,
        /outside/,
      );
    },
  );
});
