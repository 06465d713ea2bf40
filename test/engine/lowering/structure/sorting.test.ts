import { describe, expect, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { type ModelInit, node, value } from '../../../support/onnx-builder.ts';
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

describe('positions in probabilities', () => {
  /** ArgMax, and whatever else is asked, of `nodes` on scores of shape [2, 3, 4]. */
  const behind = (nodes: ModelInit['nodes'], opset = 13): ModelInit => ({
    inputs: [value('x', [2, 3, 4])],
    outputs: [value('p', [], 'int64')],
    nodes,
    opset,
  });
  const kindsOf = async (init: ModelInit) =>
    (await checkTwin(init)).lowered.nodes.map(({ kind }) => kind).filter((kind) => kind !== 'view');

  it('are those in the scores: no Softmax is computed for them', async () => {
    for (const operator of ['Softmax', 'LogSoftmax']) {
      for (const search of ['ArgMax', 'ArgMin']) {
        const init = behind([node(operator, ['x'], 's', { axis: 1 }), node(search, ['s'], 'p', { axis: 1 })]);
        expect(await kindsOf(init)).toEqual(['sort']);
      }
    }
    const early = behind(
      [node('Softmax', ['x'], 's', { axis: 1 }), node('ArgMax', ['s'], 'p', { axis: 2 })],
      11,
    );
    expect(await kindsOf(early)).toEqual(['sort']);
  });

  it('also behind several increasing functions', async () => {
    const init = behind([
      node('LogSoftmax', ['x'], 'l', { axis: 2 }),
      node('Exp', ['l'], 'e'),
      node('Sigmoid', ['e'], 's'),
      node('ArgMax', ['s'], 'p', { axis: 2 }),
    ]);
    expect(await kindsOf(init)).toEqual(['sort']);
  });

  it('along another axis they are not', async () => {
    const init = behind([node('Softmax', ['x'], 's', { axis: 1 }), node('ArgMax', ['s'], 'p', { axis: 2 })]);
    expect(await kindsOf(init)).toContain('divide');
  });

  it('of a TopK only where its values are not read', async () => {
    const nodes = [node('Softmax', ['x'], 's', { axis: 2 }), node('TopK', ['s', 'k'], ['v', 'p'])];
    const init = { ...behind(nodes), constants: [longs('k', [2])] };
    expect(await kindsOf(init)).toEqual(['sort']);
    const both = { ...init, outputs: ['v', ...init.outputs] };
    expect(await kindsOf(both)).toContain('divide');
  });

  it('Hardmax reads the scores as well', async () => {
    const init = {
      ...behind([node('Softmax', ['x'], 's', { axis: 1 }), node('Hardmax', ['s'], 'h', { axis: 1 })]),
    };
    expect(await kindsOf({ ...init, outputs: ['h'] })).not.toContain('divide');
  });
});
