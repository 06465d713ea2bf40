import { expect, test } from 'vitest';
import { evaluateFloatTwin } from '../../../src-main/engine/graph/float-twin.ts';
import type { LoweredNode, LoweredSort } from '../../../src-main/engine/graph/lowered-graph.ts';

const origin = { name: 'node', operator: 'Test', output: 'y' };
const unary = { ...origin, input: 'x' };
const binary = { ...origin, inputs: ['x', 'z'] as [string, string] };

function twin(node: LoweredNode, x: number[], z: number[] = []): number[] {
  const graph = { inputs: [], outputs: [], shapes: new Map(), nodes: [node] };
  const inputs = new Map([
    ['x', Float64Array.from(x)],
    ['z', Float64Array.from(z)],
  ]);
  return [...evaluateFloatTwin(graph, inputs).get('y')!];
}

test('sum, product, divide', () => {
  const bias = Float64Array.of(10, 20);
  expect(twin({ ...binary, kind: 'sum', coefficients: [2, -0.5], bias }, [1, 2, 3, 4], [2, 4, 6, 8])).toEqual(
    [11, 22, 13, 24],
  );
  expect(twin({ ...binary, kind: 'product' }, [1.5, -2], [2, 0.25])).toEqual([3, -0.5]);
  expect(twin({ ...binary, kind: 'divide' }, [1, -3], [4, 2])).toEqual([0.25, -1.5]);
});

test('matmul of two pairs', () => {
  const sizes = { batch: 2, rows: 1, inner: 2, columns: 2 };
  expect(twin({ ...binary, kind: 'matmul', ...sizes }, [1, 2, 3, 4], [1, 0, 0, 1, 1, 1, 0, 2])).toEqual([
    1, 2, 3, 11,
  ]);
});

test('functions of one variable', () => {
  expect(twin({ ...unary, kind: 'root' }, [9, 2.25, 0, -4])).toEqual([3, 1.5, 0, 0]);
  expect(twin({ ...unary, kind: 'floor' }, [1.5, -1.5, -2])).toEqual([1, -2, -2]);
  expect(twin({ ...unary, kind: 'function', evaluate: (x) => x * x }, [3, -2])).toEqual([9, 4]);
  expect(twin({ ...unary, kind: 'compare', relation: 'nonNegative' }, [1e-9, 0, -0, -1e-9])).toEqual([
    1, 1, 1, 0,
  ]);
  expect(twin({ ...unary, kind: 'compare', relation: 'zero' }, [1e-9, 0, -0, -1e-9])).toEqual([0, 1, 1, 0]);
  const rescale = { ...unary, kind: 'rescale', isOutput: false } as const;
  expect(twin({ ...rescale, activation: 'relu' }, [1.5, -1.5])).toEqual([1.5, 0]);
  expect(twin({ ...rescale, activation: 'identity' }, [1.5, -1.5])).toEqual([1.5, -1.5]);
});

test('oneHot counts what is outside as the nearest end', () => {
  expect(twin({ ...unary, kind: 'oneHot', elements: 4, count: 2 }, [-3, 0, 1, 7])).toEqual([
    1, 0, 1, 0, 0, 1, 0, 1,
  ]);
});

test('max ignores the padding', () => {
  const window = {
    inputSpatial: [3],
    outputSpatial: [2],
    kernel: [2],
    strides: [2],
    dilations: [1],
    padsBegin: [1],
  };
  expect(twin({ ...unary, kind: 'max', channels: 2, window }, [-5, -7, -2, -1, 4, 3])).toEqual([
    -5, -2, -1, 4,
  ]);
});

test('sort by value and by position, ties in the order that is asked for', () => {
  const x = [2, 7, 2, 7, -1];
  const sort: LoweredSort = {
    ...unary,
    kind: 'sort',
    rows: 1,
    count: 5,
    keep: 4,
    largest: true,
    lastFirst: false,
    result: 'positions',
  };
  expect(twin({ ...sort, result: 'values' }, x)).toEqual([7, 7, 2, 2]);
  expect(twin({ ...sort, result: 'values', largest: false }, x)).toEqual([-1, 2, 2, 7]);
  expect(twin(sort, x)).toEqual([1, 3, 0, 2]);
  expect(twin({ ...sort, lastFirst: true }, x)).toEqual([3, 1, 2, 0]);
  expect(twin({ ...sort, largest: false }, x)).toEqual([4, 0, 2, 1]);
  expect(twin({ ...sort, largest: false, lastFirst: true }, x)).toEqual([4, 2, 0, 3]);
  const infinite = [Infinity, 1, Infinity, -Infinity, -Infinity];
  expect(twin({ ...sort, lastFirst: true }, infinite)).toEqual([2, 0, 1, 4]);
});

test('a view of two tensors, and one that changes nothing', () => {
  expect(twin({ ...binary, kind: 'view', map: Int32Array.of(3, 0, 0) }, [1.5, 2.5], [3.5, 4.5])).toEqual([
    4.5, 1.5, 1.5,
  ]);
  expect(twin({ ...origin, inputs: ['x'], kind: 'view' }, [1.5, 2.5])).toEqual([1.5, 2.5]);
});

test('known values', () => {
  expect(twin({ ...origin, kind: 'constant', values: Float64Array.of(0.5, 1) }, [1])).toEqual([0.5, 1]);
});
