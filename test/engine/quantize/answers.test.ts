import { describe, expect, test } from 'vitest';
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
