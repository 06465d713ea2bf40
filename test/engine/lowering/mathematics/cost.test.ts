import { describe, expect, test } from 'vitest';
import { checkTwin } from '../../../support/check-twin.ts';
import { type ModelInit, node, tensor, value } from '../../../support/onnx-builder.ts';
import { mixed } from './operator-network.ts';

/** How many lowered nodes of each kind the network has, the free rewiring left out. */
async function kinds(init: ModelInit, low = -2): Promise<Record<string, number>> {
  const { lowered } = await checkTwin(init, { ranges: { x: [low, 2] } });
  const counts: Record<string, number> = {};
  for (const { kind } of lowered.nodes) {
    if (kind !== 'view') counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

const one = (name: string, number: number) => tensor(name, [], [number]);

describe('constants join the linear map before them', () => {
  test('multiplication, addition, division and a reshape behind a convolution', async () => {
    const init: ModelInit = {
      inputs: [value('x', [1, 2, 4, 4])],
      outputs: ['y'],
      nodes: [
        node('Conv', ['x', 'w'], 'a'),
        node('Mul', ['scale', 'a'], 'b'),
        node('Add', ['b', 'offset'], 'c'),
        node('Reshape', ['c', 'shape'], 'd'),
        node('Div', ['d', 'flat'], 'e'),
        node('Sub', ['number', 'e'], 'y'),
      ],
      constants: [
        tensor('w', [3, 2, 3, 3], mixed(54)),
        tensor('scale', [3, 1, 1], mixed(3)),
        tensor('offset', [1, 3, 1, 1], mixed(3)),
        tensor('shape', [3], [1, 3, 4], 'int64'),
        tensor('flat', [3, 1], mixed(3)),
        one('number', 0.75),
      ],
    };
    expect(await kinds(init)).toEqual({ linear: 1, rescale: 1 });
  });

  test('unless the map has another reader', async () => {
    const init: ModelInit = {
      inputs: [value('x', [1, 3])],
      outputs: ['y', 'a'],
      nodes: [node('MatMul', ['x', 'w'], 'a'), node('Mul', ['a', 'scale'], 'y')],
      constants: [tensor('w', [3, 2], mixed(6)), tensor('scale', [2], mixed(2))],
    };
    expect((await kinds(init)).linear).toBe(2);
  });

  test('numbers behind a sum of activations', async () => {
    const init: ModelInit = {
      inputs: [value('x', [3]), value('z', [3])],
      outputs: ['y'],
      nodes: [
        node('Add', ['x', 'z'], 'a'),
        node('Mul', ['a', 'number'], 'b'),
        node('Sub', ['b', 'offset'], 'y'),
      ],
      constants: [one('number', -0.3), tensor('offset', [3], mixed(3))],
    };
    expect(await kinds(init)).toEqual({ sum: 1 });
  });
});

describe('one table for a function that is written out', () => {
  const gelu: ModelInit = {
    inputs: [value('x', [2, 3])],
    outputs: ['y'],
    nodes: [
      node('Div', ['x', 'root'], 'a'),
      node('Erf', ['a'], 'b'),
      node('Add', ['b', 'one'], 'c'),
      node('Mul', ['x', 'c'], 'd'),
      node('Mul', ['d', 'half'], 'y'),
    ],
    constants: [one('root', Math.SQRT2), one('one', 1), one('half', 0.5)],
  };

  test('GELU by erf', async () => {
    expect(await kinds(gelu)).toEqual({ function: 1 });
  });

  test('what has another reader stays', async () => {
    expect((await kinds({ ...gelu, outputs: ['y', 'b'] })).function).toBe(2);
  });

  test('no table where everything is exact, and none across a step', async () => {
    const square: ModelInit = {
      inputs: [value('x', [3])],
      outputs: ['y'],
      nodes: [node('Mul', ['x', 'x'], 'a'), node('Mul', ['a', 'x'], 'y')],
    };
    expect((await kinds(square)).function).toBeUndefined();
    const step: ModelInit = {
      inputs: [value('x', [3])],
      outputs: ['y'],
      nodes: [node('Exp', ['x'], 'a'), node('Floor', ['a'], 'b'), node('Exp', ['b'], 'y')],
    };
    expect(await kinds(step)).toMatchObject({ function: 2, floor: 1 });
  });
});

describe('a division asks for the sign of its divisor only where that is not plain', () => {
  const divide = (nodes: ModelInit['nodes']): ModelInit => ({
    inputs: [value('x', [2, 3])],
    outputs: ['y'],
    nodes: [...nodes, node('Div', ['x', 'd'], 'y')],
    constants: [one('one', 1), one('two', 2), tensor('axes', [1], [1], 'int64')],
  });
  test.each<[string, ModelInit['nodes']]>([
    ['1 + |x|', [node('Abs', ['x'], 'a'), node('Add', ['a', 'one'], 'd')]],
    ['1 + x * x', [node('Mul', ['x', 'x'], 'a'), node('Add', ['a', 'one'], 'd')]],
    [
      'sqrt(1 + x^2)',
      [node('Pow', ['x', 'two'], 'a'), node('Add', ['a', 'one'], 'b'), node('Sqrt', ['b'], 'd')],
    ],
    ['a sum of exponentials', [node('Exp', ['x'], 'a'), node('ReduceSum', ['a', 'axes'], 'd')]],
    ['1 + relu(x)', [node('Relu', ['x'], 'a'), node('Add', ['a', 'one'], 'd')]],
  ])('%s', async (_, nodes) => {
    expect((await kinds(divide(nodes))).compare).toBeUndefined();
  });

  test('x itself', async () => {
    expect((await kinds(divide([node('Add', ['x', 'two'], 'd')]), -1.5)).compare).toBe(1);
  });
});

test('Softmax divides once a row', async () => {
  const init: ModelInit = {
    inputs: [value('x', [4, 8])],
    outputs: ['y'],
    nodes: [node('Softmax', ['x'], 'y')],
  };
  const { lowered } = await checkTwin(init);
  const division = lowered.nodes.find(({ kind }) => kind === 'divide');
  const sum = lowered.nodes.find((entry) => entry.kind === 'linear');
  expect(division).toBeDefined();
  expect(sum?.kind === 'linear' && sum.form).toMatchObject({ kind: 'dense', rows: 4, inputs: 8 });
});
