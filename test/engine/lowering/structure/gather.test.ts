import { describe, it } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { tensor } from '../../../support/onnx-builder.ts';
import { Random } from '../../../support/random.ts';
import { longs, operatorModel } from './support.ts';

const random = new Random(12);

/** Indices of an axis of `size`, negative ones too. */
const range = (size: number) => ({ ranges: { i: [-size, size - 1] as const }, samples: 6 });

describe('Gather', () => {
  it('takes constant indices along any axis', async () => {
    await checkTwin(
      operatorModel('Gather', { x: [4, 3, 5] }, [longs('i', [2, -1, 0, 2], [2, 2])], {
        attributes: { axis: 1 },
      }),
    );
    await checkTwin(operatorModel('Gather', { x: [4, 3] }, [longs('i', [-4], [])]));
  });

  it('takes computed indices', async () => {
    for (const axis of [0, 1, -1]) {
      const size = [4, 3, 5].at(axis)!;
      const options = { attributes: { axis } };
      await checkTwin(
        operatorModel('Gather', { x: [4, 3, 5], i: [[2, 3], 'int64'] }, [], options),
        range(size),
      );
      await checkTwin(operatorModel('Gather', { x: [4, 3, 5], i: [[], 'int32'] }, [], options), range(size));
      const known = tensor('x', [4, 3, 5], random.normals(60));
      await checkTwin(
        operatorModel('Gather', { i: [[3], 'int64'] }, [known], { ...options, order: ['x', 'i'] }),
        range(size),
      );
    }
  });

  it('looks up an embedding with more entries than slots are cheap for', async () => {
    const known = tensor('x', [40, 3], random.normals(120));
    await checkTwin(
      operatorModel('Gather', { i: [[3], 'int64'] }, [known], { order: ['x', 'i'] }),
      range(40),
    );
  });

  it('gives whole numbers where the data is whole', async () => {
    const known = longs('x', [3, -7, 5]);
    const types = { o: 'int64' as const };
    await checkTwin(
      operatorModel('Gather', { i: [[2], 'int64'] }, [known], { order: ['x', 'i'], types }),
      range(3),
    );
  });
});

describe('GatherElements', () => {
  it('takes constant and computed indices, of fewer columns too', async () => {
    for (const axis of [0, 1, -1]) {
      const size = [3, 4, 5].at(axis)!;
      const options = { attributes: { axis } };
      const indices = Array.from({ length: 12 }, () => random.integer(-size, size - 1));
      await checkTwin(
        operatorModel('GatherElements', { x: [3, 4, 5] }, [longs('i', indices, [2, 3, 2])], options),
      );
      await checkTwin(
        operatorModel('GatherElements', { x: [3, 4, 5], i: [[2, 3, 2], 'int64'] }, [], options),
        range(size),
      );
      const known = tensor('x', [3, 4, 5], random.normals(60));
      await checkTwin(
        operatorModel('GatherElements', { i: [[2, 3, 2], 'int64'] }, [known], {
          ...options,
          order: ['x', 'i'],
        }),
        range(size),
      );
    }
  });
});

describe('GatherND', () => {
  it('takes tuples, batches and slices', async () => {
    await checkTwin(operatorModel('GatherND', { x: [3, 4, 2] }, [longs('i', [0, 1, -1, -4, 2, 3], [3, 2])]));
    await checkTwin(operatorModel('GatherND', { x: [3, 3, 2], i: [[4, 2], 'int64'] }), range(3));
    await checkTwin(
      operatorModel('GatherND', { x: [2, 3, 2], i: [[2, 4, 1], 'int64'] }, [], {
        attributes: { batch_dims: 1 },
      }),
      { ranges: { i: [-3, 2] } },
    );
    const known = tensor('x', [2, 2, 2], random.normals(8));
    await checkTwin(
      operatorModel('GatherND', { i: [[4, 3], 'int64'] }, [known], { order: ['x', 'i'] }),
      range(2),
    );
  });
});

describe('ScatterElements', () => {
  it('takes constant indices with every reduction, the last of equal ones winning', async () => {
    for (const reduction of ['none', 'add', 'mul', 'max', 'min']) {
      await checkTwin(
        operatorModel(
          'ScatterElements',
          { x: [3, 4], u: [2, 3] },
          [longs('i', [0, 2, -1, 2, 2, -1], [2, 3])],
          {
            attributes: { axis: 0, reduction },
            order: ['x', 'i', 'u'],
            opset: 18,
          },
        ),
      );
    }
  });

  it('takes computed indices with every reduction', async () => {
    for (const reduction of ['none', 'add', 'mul', 'max', 'min']) {
      await checkTwin(
        operatorModel('ScatterElements', { x: [2, 3, 4], i: [[2, 2, 3], 'int64'], u: [2, 2, 3] }, [], {
          attributes: { axis: 2, reduction },
          opset: 18,
        }),
        range(4),
      );
    }
  });

  it('writes known updates into known data', async () => {
    await checkTwin(
      operatorModel(
        'ScatterElements',
        { i: [[1, 4], 'int64'] },
        [longs('x', [7, 8, 9], [1, 3]), longs('u', [1, 2, 3, 4], [1, 4])],
        {
          attributes: { axis: 1 },
          order: ['x', 'i', 'u'],
          types: { o: 'int64' },
        },
      ),
      range(3),
    );
  });
});

describe('ScatterND', () => {
  it('takes constant and computed tuples with every reduction', async () => {
    for (const reduction of ['none', 'add', 'mul', 'max', 'min']) {
      const options = { attributes: { reduction }, order: ['x', 'i', 'u'], opset: 18 };
      const unique = [2, 0, 1];
      const repeated = [2, 0, 2];
      const indices = longs('i', reduction === 'none' ? unique : repeated, [3, 1]);
      await checkTwin(operatorModel('ScatterND', { x: [4, 2], u: [3, 2] }, [indices], options));
      await checkTwin(
        operatorModel('ScatterND', { x: [2, 2, 3], i: [[1, 2], 'int64'], u: [1, 3] }, [], options),
        range(2),
      );
    }
  });
});

describe('OneHot', () => {
  it('places the new axis anywhere and counts negative indices from the end', async () => {
    for (const axis of [0, 1, -1]) {
      await checkTwin(
        operatorModel(
          'OneHot',
          { i: [[2, 3], 'int64'] },
          [longs('d', [4], []), tensor('v', [2], [-1.5, 2])],
          {
            attributes: { axis },
          },
        ),
        { ranges: { i: [-7, 7] }, samples: 8 },
      );
    }
  });

  it('gives only off values outside a long row', async () => {
    await checkTwin(
      operatorModel('OneHot', { i: [[9], 'int64'] }, [longs('d', [20], []), tensor('v', [2], [0, 1])]),
      { ranges: { i: [-25, 25] }, samples: 8 },
    );
  });

  it('takes computed values', async () => {
    await checkTwin(
      operatorModel('OneHot', { i: [[3], 'int64'], v: [2] }, [longs('d', [3], [])], {
        order: ['i', 'd', 'v'],
      }),
    );
  });
});
