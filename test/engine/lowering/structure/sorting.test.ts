import { describe, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { node, value } from '../../../support/onnx-builder.ts';
import { expectRefusal, longs, operatorModel } from './support.ts';

/** Few different values, so that there are ties. */
const TIES = { ranges: { x: [-2, 2, 1] as const }, samples: 6 };

describe('ArgMax and ArgMin', () => {
  it('settle ties by the first or the last index', async () => {
    for (const operator of ['ArgMax', 'ArgMin']) {
      for (const axis of [0, 1, -1]) {
        for (const select_last_index of [0, 1]) {
          for (const keepdims of [0, 1]) {
            await checkTwin(
              operatorModel(operator, { x: [3, 4, 5] }, [], {
                attributes: { axis, select_last_index, keepdims },
                types: { o: 'int64' },
              }),
              TIES,
            );
          }
        }
      }
    }
  });
});

describe('TopK', () => {
  it('gives values and indices in order, largest or smallest, along any axis', async () => {
    for (const axis of [0, 1]) {
      for (const largest of [0, 1]) {
        await checkTwin(
          operatorModel('TopK', { x: [4, 5] }, [longs('k', [3])], {
            attributes: { axis, largest },
            outputs: ['v', 'p'],
            types: { p: 'int64' },
          }),
          TIES,
        );
      }
    }
    await checkTwin(
      operatorModel('TopK', { x: [4, 5] }, [longs('k', [2])], {
        outputs: ['v', 'p'],
        used: ['p'],
        types: { p: 'int64' },
      }),
      TIES,
    );
    await checkTwin(
      operatorModel('TopK', { x: [2, 5] }, [], {
        opset: 9,
        attributes: { k: 2 },
        outputs: ['v', 'p'],
        types: { p: 'int64' },
      }),
      TIES,
    );
  });

  it('refuses a computed number of results', async () => {
    await expectRefusal(
      {
        inputs: [value('x', [4]), value('k', [1], 'int64')],
        outputs: ['v'],
        nodes: [node('TopK', ['x', 'k'], ['v', 'p'])],
      },
      /k.*computed/,
      /constant/,
    );
  });
});

describe('Hardmax', () => {
  it('marks the first largest of an axis, or of all axes from one on', async () => {
    for (const axis of [0, 1, -1]) {
      await checkTwin(operatorModel('Hardmax', { x: [2, 3, 4] }, [], { attributes: { axis } }), TIES);
      if (axis >= 0) {
        await checkTwin(
          operatorModel('Hardmax', { x: [2, 3, 4] }, [], { attributes: { axis }, opset: 11 }),
          TIES,
        );
      }
    }
  });
});
