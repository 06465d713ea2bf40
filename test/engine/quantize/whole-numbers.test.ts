import { describe, expect, test } from 'vitest';
import { answer } from '../../support/integer-answers.ts';
import { type ModelInit, node, tensor, type TypeName, value } from '../../support/onnx-builder.ts';

const numbers = [0, 1, 2, 3, 7, 9, 10, 27, 30, 99, 100, 101, 999_999, 1_000_000, 1_048_575];

/** One operator on the input and a constant. */
function withConstant(operator: string, operand: number, type: TypeName = 'int64'): ModelInit {
  return {
    inputs: [value('x', [numbers.length], type)],
    outputs: [value('y', [numbers.length], type)],
    nodes: [node(operator, ['x', 'operand'], 'y')],
    constants: [tensor('operand', [], [operand], type)],
  };
}

describe('whole numbers are divided exactly', () => {
  test.each([3, 7, 10, 1000, 999_999])('by %i, large ones as well', async (divisor) => {
    const samples = [{ x: numbers }, { x: numbers.map((number) => -number) }];
    for (const operator of ['Div', 'Mod']) {
      const { integers, floats } = await answer(withConstant(operator, divisor), samples, 8);
      expect(integers).toEqual(floats);
    }
  });

  test('by each other, also where all divisors are large, and by smaller ones than the samples show', async () => {
    const shape = [6];
    const init: ModelInit = {
      inputs: [value('x', shape, 'int64'), value('d', shape, 'int64')],
      outputs: [value('q', shape, 'int64'), value('r', shape, 'int64')],
      nodes: [node('Div', ['x', 'd'], 'q'), node('Mod', ['x', 'd'], 'r')],
    };
    const samples = [
      { x: [1_000_000, -70_001, 300_003, 100, 0, -99_999], d: [4000, 4100, 4500, 4998, 5000, 4999] },
    ];
    const fresh = [{ x: [5000, -4999, 4999, 7, 1, 0], d: [5000, 5000, 2500, 3, 1, 2] }];
    const { integers, floats } = await answer(init, samples, 8, [...samples, ...fresh]);
    expect(integers).toEqual(floats);
  });

  test('a quotient that is only rounded down has no bits behind the point', async () => {
    const init: ModelInit = {
      inputs: [value('x', [2], 'int64'), value('d', [2], 'int64')],
      outputs: [value('q', [2], 'int64')],
      nodes: [node('Div', ['x', 'd'], 'q')],
    };
    const { graph } = await answer(init, [{ x: [9, 7], d: [3, 2] }], 16);
    const divide = graph.nodes.find(({ kind }) => kind === 'divide')!;
    // 2 x + 1 over d, in halves.
    const dividend = graph.nodes.find(({ output }) => output === (divide as { inputs: string[] }).inputs[0]);
    expect(dividend).toMatchObject({ kind: 'sum', coefficients: [2] });
  });
});

describe('floors of fractions', () => {
  const floorOf = (factor: number, operator = 'Mul', type: TypeName = 'float'): ModelInit => ({
    inputs: [value('x', [numbers.length], type)],
    outputs: ['y'],
    nodes: [
      node('Cast', ['x'], 'real', { to: 1 }),
      node(operator, ['real', 'factor'], 'part'),
      node('Floor', ['part'], 'y'),
    ],
    constants: [tensor('factor', [], [factor])],
  });

  test.each([3, 7, 60, 255])('whole numbers over %i do not fall below a whole result', async (divisor) => {
    const { integers } = await answer(floorOf(divisor, 'Div', 'int32'), [{ x: numbers }], 8);
    expect(integers[0]).toEqual(numbers.map((number) => Math.floor(number / divisor)));
  });

  test.each([0.7, 1.3, 0.1, 2.5])('nor do whole numbers times %f', async (factor) => {
    const small = numbers.map((number) => number % 1000);
    const { integers } = await answer(floorOf(factor, 'Mul', 'int32'), [{ x: small }], 8);
    expect(integers[0]).toEqual(small.map((number) => Math.floor((number * (10 * factor) + 1e-6) / 10)));
  });

  test('nor do real inputs that are whole', async () => {
    const small = numbers.map((number) => number % 32);
    const { integers } = await answer(floorOf(3, 'Div'), [{ x: small }], 8);
    expect(integers[0]).toEqual(small.map((number) => Math.floor(number / 3)));
  });

  test('of a sum whose unit is very fine: what is too fine for a double is rounded off first', async () => {
    const init: ModelInit = {
      inputs: [value('x', [1, 4])],
      outputs: ['y'],
      nodes: [
        node('MatMul', ['x', 'a'], 'p'),
        node('MatMul', ['p', 'b'], 'q'),
        node('Mul', ['q', 'q'], 'square'),
        node('Mul', ['square', 'p'], 'cube'),
        node('Add', ['cube', 'tiny'], 'sum'),
        node('Floor', ['sum'], 'y'),
      ],
      constants: [
        tensor('a', [4, 2], [0.9, -0.3, 0.77, 0.1, 0.05, 1.3, -0.6, 0.8]),
        tensor('b', [2, 2], [1.1, 0.31, -0.7, 1.9]),
        tensor('tiny', [1, 2], [0.123_456, 0.654_321]),
      ],
    };
    const samples = [{ x: [1.3, -0.4, 0.9, 2.1] }, { x: [-1.1, 1.7, 0.2, 0.6] }];
    const { integers, floats } = await answer(init, samples, 16);
    expect(integers).toEqual(floats);
  });
});
