import { describe, expect, test } from 'vitest';
import type { IntegerRescale } from '../../../src-main/engine/graph/integer-graph.ts';
import { rationalFromNumber } from '../../../src-main/engine/graph/rational.ts';
import { alignTerms } from '../../../src-main/engine/pipeline/2-quantize/quantizer/align.ts';
import { answer, type Sample } from '../../support/integer-answers.ts';
import { type ModelInit, node, tensor, value } from '../../support/onnx-builder.ts';
import { Random } from '../../support/random.ts';

const random = new Random(7);
const normals = (count: number) => random.normals(count).map(Math.fround);

function samplesOf(size: number, count: number): Sample[] {
  return Array.from({ length: count }, () => ({ x: normals(size) }));
}

describe('sums of tensors with different units', () => {
  /** x + dense(x), `depth` times over. */
  function residual(depth: number, size: number): ModelInit {
    const names = Array.from({ length: depth + 1 }, (_, index) => (index === depth ? 'y' : `x${index}`));
    names[0] = 'x';
    return {
      inputs: [value('x', [1, size])],
      outputs: ['y'],
      nodes: Array.from({ length: depth }, (_, layer) => [
        node('MatMul', [names[layer]!, `weights${layer}`], `dense${layer}`),
        node('Tanh', [`dense${layer}`], `tanh${layer}`),
        node('MatMul', [`tanh${layer}`, `weights${layer}`], `back${layer}`),
        node('Add', [names[layer]!, `back${layer}`], names[layer + 1]!),
      ]).flat(),
      constants: Array.from({ length: depth }, (_, layer) =>
        tensor(
          `weights${layer}`,
          [size, size],
          normals(size * size).map((weight) => weight / size),
        ),
      ),
    };
  }

  test('a chain of residuals stays precise, and widths do not grow with its depth', async () => {
    const samples = samplesOf(6, 8);
    const shallow = await answer(residual(2, 6), samples, 12);
    const deep = await answer(residual(8, 6), samples, 12);
    expect(shallow.error).toBeLessThan(2e-3);
    expect(deep.error).toBeLessThan(4e-3);
    for (const bits of [16, 18]) {
      expect((await answer(residual(8, 6), samples, bits)).error).toBeLessThan(0.06 * 2 ** -(bits - 8));
    }
  });

  test('a wide sum that flows on in several sums is rounded once, where it is made', async () => {
    const init: ModelInit = {
      inputs: [value('x', [1, 6])],
      outputs: ['y', 'z'],
      nodes: [
        node('MatMul', ['x', 'a'], 'p'),
        node('MatMul', ['p', 'a'], 'q'),
        node('Sub', ['q', 'p'], 'stream'),
        node('Sub', ['stream', 'x'], 'first'),
        node('Mul', ['first', 'first'], 'y'),
        node('Sub', ['stream', 'p'], 'second'),
        node('Mul', ['second', 'second'], 'z'),
      ],
      constants: [tensor('a', [6, 6], normals(36))],
    };
    const { graph, error } = await answer(init, samplesOf(6, 8), 10);
    expect(error).toBeLessThan(0.02);
    const stream = graph.nodes.find(({ kind, name }) => kind === 'rescale' && name.includes('Sub'));
    expect(stream).toMatchObject({ operator: 'Sub', bits: 14 });
  });

  test('a term that is too fine beside another is rounded, not lost', async () => {
    // The cube of a product of wide sums has a unit 2^40 times finer than the input of which it is a small part.
    const init: ModelInit = {
      inputs: [value('x', [1, 4])],
      outputs: ['y'],
      nodes: [
        node('MatMul', ['x', 'a'], 'first'),
        node('MatMul', ['first', 'a'], 'second'),
        node('MatMul', ['second', 'a'], 'third'),
        node('Add', ['third', 'second'], 'fine'),
        node('Mul', ['fine', 'small'], 'part'),
        node('Floor', ['x'], 'whole'),
        node('Add', ['whole', 'part'], 'y'),
      ],
      constants: [tensor('a', [4, 4], normals(16)), tensor('small', [4], [0.111, 0.0123, 0.321, 0.2])],
    };
    const samples = samplesOf(4, 8);
    for (const bits of [12, 16, 20]) {
      expect((await answer(init, samples, bits)).error).toBeLessThan(0.25 * 2 ** -(bits - 8));
    }
  });

  test('units that are no multiples of each other cost bits only where the coarser term needs them', () => {
    const align = (...units: number[]) =>
      alignTerms(
        units.map((unit) => ({ held: { tensor: '', scale: rationalFromNumber(unit) }, coefficient: 1 })),
        8,
      ).coefficients;
    expect(align(1, 1000.3)).toEqual([2, 2001]);
    expect(align(1, 2000.3)).toEqual([1, 2000]);
    expect(align(1, 1.3)).toEqual([1024, 1331]);
    expect(align(1, 1.5)).toEqual([2, 3]);
    // Being exact is worth a few bits.
    expect(align(1, 2000.125)).toEqual([8, 16_001]);
    expect(align(1, 2000 + 1 / 64)).toEqual([1, 2000]);
    // Constants are floats: 0.2 and 0.8 are taken as 1 and 4.
    expect(align(Math.fround(0.2), Math.fround(0.8))).toEqual([1, 4]);
    expect(align(Math.fround(0.2), 1 - Math.fround(0.2))).toEqual([1, 4]);
  });
});

describe('a computed attention mask', () => {
  test('scores that are masked do not push the others out of their range, however large they are', async () => {
    const init: ModelInit = {
      inputs: [value('x', [1, 4]), value('mask', [1, 4], 'bool')],
      outputs: ['y'],
      nodes: [node('Where', ['mask', 'x', 'low'], 'masked'), node('Softmax', ['masked'], 'y')],
      constants: [tensor('low', [], [-1e9])],
    };
    const samples = [
      { x: [9, 1, 0.5, 0], mask: [0, 1, 1, 0] },
      { x: [0, 1, 8, 7], mask: [1, 1, 0, 0] },
      { x: [3, -4, 5, -6], mask: [0, 1, 0, 1] },
      { x: [1, 2, 3, 4], mask: [0, 0, 0, 0] },
    ];
    expect((await answer(init, samples, 10)).error).toBeLessThan(0.01);
  });
});

describe('what decides is precise on every way', () => {
  test('inputs that meet each other in comparisons keep their bits when they are repeated', async () => {
    const init: ModelInit = {
      inputs: [value('x', [5])],
      outputs: ['y'],
      nodes: [
        node('Unsqueeze', ['x', 'zero'], 'row'),
        node('Unsqueeze', ['x', 'one'], 'column'),
        node('Less', ['row', 'column'], 'isLess'),
        node('Cast', ['isLess'], 'number', { to: 1 }),
        node('ReduceSum', ['number', 'one'], 'y', { keepdims: 0 }),
      ],
      constants: [tensor('zero', [1], [0], 'int64'), tensor('one', [1], [1], 'int64')],
    };
    const { integers, floats } = await answer(init, [{ x: [0.5, 0.501, 0.502, 0.9, 0.503] }], 8);
    expect(integers).toEqual(floats);
  });

  test('the largest value equals itself', async () => {
    const init: ModelInit = {
      inputs: [value('x', [1, 6])],
      outputs: [value('y', [1, 6], 'bool')],
      nodes: [
        node('MatMul', ['x', 'weights'], 'scores'),
        node('ReduceMax', ['scores', 'one'], 'largest'),
        node('Equal', ['scores', 'largest'], 'y'),
      ],
      constants: [tensor('weights', [6, 6], normals(36)), tensor('one', [1], [1], 'int64')],
      opset: 18,
    };
    const { integers, floats } = await answer(init, samplesOf(6, 8), 8);
    expect(integers).toEqual(floats);
  });
});

describe('a rectified value beside the value itself', () => {
  const unary = (nodes: ModelInit['nodes'], size: number): ModelInit => ({
    inputs: [value('x', [1, size])],
    outputs: ['y'],
    nodes,
    constants: [tensor('weights', [size, size], normals(size * size))],
  });

  test('an absolute value of something wide is off by its rounding, not by twice as much', async () => {
    const init = unary([node('MatMul', ['x', 'weights'], 'wide'), node('Abs', ['wide'], 'y')], 6);
    const { graph, error } = await answer(init, samplesOf(6, 8), 6);
    expect(error).toBeLessThan(0.04);
    // One rounding, and the rectifier of what it gives.
    const rescales = graph.nodes.filter(({ kind }) => kind === 'rescale') as IntegerRescale[];
    expect(rescales.map(({ shifts }) => shifts[0]! > 0)).toEqual([true, false]);
  });

  test('a divisor of either sign keeps the bits of its small values', async () => {
    const init: ModelInit = {
      inputs: [value('x', [4])],
      outputs: ['y'],
      nodes: [node('Reciprocal', ['x'], 'y')],
    };
    const { error } = await answer(init, [{ x: [-0.05, 0.07, 1, -3] }, { x: [0.05, -0.06, 2, 3] }], 8);
    expect(error).toBeLessThan(0.01);
  });
});

describe('functions that are steep at the small end of their range', () => {
  const logarithm = (nodes: ModelInit['nodes']): ModelInit => ({
    inputs: [value('x', [6])],
    outputs: ['y'],
    nodes,
    constants: [tensor('one', [], [1]), tensor('third', [], [1 / 3])],
  });
  const spread = [{ x: [1e-5, 3e-4, 0.01, 0.2, 0.6, 1] }, { x: [2e-5, 1e-4, 0.02, 0.1, 0.7, 0.9] }];

  test('a logarithm over five powers of ten', async () => {
    const { graph, error } = await answer(logarithm([node('Log', ['x'], 'y')]), spread, 12);
    expect(error).toBeLessThan(0.005);
    expect(graph.nodes.filter(({ kind }) => kind === 'root')).toHaveLength(2);
    // The input has the bits that its small values need.
    expect(graph.inputs[0]!.bits).toBeGreaterThan(20);
  });

  test('written out with others, and small powers', async () => {
    const wide = spread.map(({ x }) => ({ x: x.map((number) => 1e4 * number) }));
    const shifted = logarithm([node('Add', ['x', 'one'], 'sum'), node('Log', ['sum'], 'y')]);
    expect((await answer(shifted, wide, 10)).error).toBeLessThan(0.01);
    const root = logarithm([node('Pow', ['x', 'third'], 'y')]);
    expect((await answer(root, spread, 10)).error).toBeLessThan(0.01);
  });

  test('takes no root where a table is precise enough', async () => {
    const near = [{ x: [0.3, 0.4, 0.5, 0.8, 0.9, 1] }];
    const { graph, error } = await answer(logarithm([node('Log', ['x'], 'y')]), near, 9);
    expect(error).toBeLessThan(0.01);
    expect(graph.nodes.map(({ kind }) => kind)).toEqual(['rescale', 'view']);
    expect(graph.inputs[0]!.bits).toBe(9);
  });
});

describe('outputs', () => {
  const square = (size: number): ModelInit => ({
    inputs: [value('x', [size])],
    outputs: ['y'],
    nodes: [node('Mul', ['x', 'x'], 'y')],
  });

  test('a little wider than asked for are not rounded, unless that takes more public signals', async () => {
    const few = await answer(square(8), samplesOf(8, 4), 10);
    expect(few.graph.nodes.map(({ kind }) => kind)).toEqual(['product', 'view']);
    expect(few.graph.outputs[0]!.bits).toBe(19);
    const many = await answer(square(600), samplesOf(600, 1), 10);
    expect(many.graph.nodes.map(({ kind }) => kind)).toContain('rescale');
    expect(many.graph.outputs[0]!.bits).toBe(16);
  });

  test('that are counts do not saturate where samples show fewer', async () => {
    const init: ModelInit = {
      inputs: [value('x', [1, 12])],
      outputs: ['y'],
      nodes: [
        node('Greater', ['x', 'zero'], 'isPositive'),
        node('Cast', ['isPositive'], 'number', { to: 1 }),
        node('ReduceMean', ['number'], 'y', { axes: [1] }),
      ],
      constants: [tensor('zero', [], [0])],
      opset: 13,
    };
    const few = [{ x: [1, ...new Array<number>(11).fill(-1)] }];
    const all = [{ x: new Array<number>(12).fill(1) }];
    const { integers } = await answer(init, few, 8, all);
    expect(integers[0]![0]).toBeCloseTo(1, 4);
  });
});
