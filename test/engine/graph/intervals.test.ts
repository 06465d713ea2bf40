import { describe, expect, test } from 'vitest';
import { createEvaluator } from '../../../src-main/engine/graph/evaluate.ts';
import {
  type IntegerGraph,
  type IntegerNode,
  integerRange,
  type LookupTable,
} from '../../../src-main/engine/graph/integer-graph.ts';
import { intervalAt, staticIntervals } from '../../../src-main/engine/graph/intervals.ts';
import { product } from '../../../src-main/engine/graph/linear-map.ts';
import { rational } from '../../../src-main/engine/graph/rational.ts';
import { Random } from '../../support/random.ts';

const origin = { name: 'node', operator: 'Test' };
const base = { ...origin, input: 'x', output: 'y' };
const binary = { ...origin, inputs: ['x', 'z'] as [string, string], output: 'y' };

interface Port {
  size: number;
  bits: number;
  signed: boolean;
}

function graphOf(nodes: IntegerNode[], x: Port, z?: Port): IntegerGraph {
  const port = (name: string, { size, bits, signed }: Port) => ({
    name,
    shape: [size],
    bits,
    signed,
    scale: rational(1n, 1n),
  });
  return { inputs: z ? [port('x', x), port('z', z)] : [port('x', x)], outputs: [], nodes };
}

/** Adds known values, so that every element has an interval of its own. */
function shifted(input: string, output: string, bias: number[], coefficient = 1): IntegerNode {
  return {
    ...origin,
    kind: 'sum',
    inputs: [input],
    output,
    coefficients: [coefficient],
    bias: Float64Array.from(bias),
  };
}

/** Every value of every element of y over all inputs there are: its interval has to be exactly that. */
function expectExact(graph: IntegerGraph): void {
  const evaluator = createEvaluator(graph);
  const size = evaluator.run(new Map(graph.inputs.map((port) => [port.name, lowest(port)]))).get('y')!.length;
  const reached = Array.from({ length: size }, () => ({ low: Infinity, high: -Infinity }));
  for (const inputs of everyInput(graph)) {
    evaluator
      .run(inputs)
      .get('y')!
      .forEach((value, element) => {
        const ends = reached[element]!;
        ends.low = Math.min(ends.low, Number(value));
        ends.high = Math.max(ends.high, Number(value));
      });
  }
  const intervals = evaluator.intervals.get('y')!;
  expect(reached).toEqual(
    reached.map((_, element) => {
      const { low, high } = intervalAt(intervals, element);
      return { low: Number(low), high: Number(high) };
    }),
  );
}

type Ports = IntegerGraph['inputs'];

function lowest({ shape, bits, signed }: Ports[number]): Float64Array {
  return new Float64Array(product(shape)).fill(Number(integerRange(bits, signed).low));
}

function* everyInput({ inputs }: IntegerGraph): Generator<Map<string, Float64Array>> {
  const values = new Map(inputs.map((port) => [port.name, lowest(port)]));
  const digits = inputs.flatMap((port) =>
    Array.from({ length: product(port.shape) }, (_, element) => ({ port, element })),
  );
  const combinations = digits.reduce((all, { port }) => all * 2 ** port.bits, 1);
  for (let combination = 0; combination < combinations; combination++) {
    let rest = combination;
    for (const { port, element } of digits) {
      const choices = 2 ** port.bits;
      values.get(port.name)![element] = Number(integerRange(port.bits, port.signed).low) + (rest % choices);
      rest = Math.floor(rest / choices);
    }
    yield values;
  }
}

const SIGNED = { size: 3, bits: 2, signed: true };
const UNSIGNED = { size: 3, bits: 2, signed: false };

describe('the interval of every element is the one that all inputs together reach', () => {
  test('sum', () => {
    const weighted = { kind: 'sum' as const, coefficients: [3, -2], bias: Float64Array.of(0, 7, -1) };
    const node = { ...binary, ...weighted };
    expectExact(graphOf([node], SIGNED, UNSIGNED));
    expectExact(graphOf([{ ...node, bias: Float64Array.of(5) }], UNSIGNED, SIGNED));
    // The same tensor more than once.
    expectExact(graphOf([{ ...node, inputs: ['x', 'x'] }], SIGNED));
    expectExact(graphOf([{ ...node, inputs: ['x', 'x'], coefficients: [1, -1] }], SIGNED));
  });

  test('product', () => {
    const ports = [SIGNED, UNSIGNED, { size: 3, bits: 1, signed: true }];
    for (const x of ports) {
      for (const z of ports) {
        expectExact(graphOf([{ ...binary, kind: 'product' }], x, z));
        const pair: IntegerNode = { ...binary, inputs: ['a', 'z'], kind: 'product' };
        expectExact(graphOf([shifted('x', 'a', [5, -1, -9]), pair], x, z));
      }
      const square: IntegerNode = { ...binary, inputs: ['a', 'a'], kind: 'product' };
      expectExact(graphOf([shifted('x', 'a', [3, 0, -4]), square], x));
      expectExact(graphOf([shifted('x', 'a', [1, 1, -1]), square], x));
    }
  });

  test('matmul', () => {
    const two = { size: 2, bits: 2, signed: true };
    const four = { size: 4, bits: 2, signed: true };
    for (const sizes of [
      { batch: 1, rows: 1, inner: 2, columns: 2 },
      { batch: 2, rows: 1, inner: 1, columns: 2 },
    ]) {
      expectExact(graphOf([{ ...binary, kind: 'matmul', ...sizes }], two, four));
      const left: IntegerNode = { ...binary, inputs: ['a', 'z'], kind: 'matmul', ...sizes };
      expectExact(graphOf([shifted('x', 'a', [4, -3]), left], two, four));
      const both: IntegerNode = { ...binary, inputs: ['a', 'b'], kind: 'matmul', ...sizes };
      const bias = [0, 5, -5, 1];
      expectExact(graphOf([shifted('x', 'a', [4, -3]), shifted('z', 'b', bias), both], two, four));
    }
  });

  test('divide', () => {
    const divide: IntegerNode = { ...binary, inputs: ['a', 'b'], kind: 'divide' };
    for (const bias of [
      [0, 0, 0],
      [20, -20, 1],
      [2, -1, 5],
    ]) {
      const divisor = shifted('z', 'b', [1, 2, 5], 3);
      expectExact(graphOf([shifted('x', 'a', bias, 5), divisor, divide], SIGNED, UNSIGNED));
    }
  });

  test('root', () => {
    const root: IntegerNode = { ...base, input: 'a', kind: 'root' };
    expectExact(graphOf([shifted('x', 'a', [0, 1, 9], 3), root], UNSIGNED));
  });

  test.each(['nonNegative', 'zero'] as const)('compare, %s', (relation) => {
    const compare: IntegerNode = { ...base, input: 'a', kind: 'compare', relation };
    for (const coefficient of [1, 3, 0]) {
      for (const bias of [[0], [0, 2, -1], [-2, 1, 3]]) {
        // Only 0 is told apart from other multiples of 3 by more than an interval.
        if (coefficient === 3 && relation === 'zero' && bias.length > 1) continue;
        expectExact(graphOf([shifted('x', 'a', bias, coefficient), compare], SIGNED));
      }
    }
  });

  test('oneHot', () => {
    const node = { ...base, kind: 'oneHot' } as const;
    expectExact(graphOf([{ ...node, count: 4, starts: Float64Array.of(-2) }], SIGNED));
    expectExact(graphOf([{ ...node, count: 6, starts: Float64Array.of(-3, -2, -4) }], SIGNED));
    const known: IntegerNode = { ...node, input: 'a', count: 4, starts: Float64Array.of(6, 7, 8) };
    expectExact(graphOf([shifted('x', 'a', [7, 8, 8], 0), known], SIGNED));
  });

  test('sort', () => {
    const port = { size: 6, bits: 2, signed: false };
    for (const keep of [1, 2, 3]) {
      const sort: IntegerNode = { ...base, input: 'a', kind: 'sort', rows: 2, count: 3, keep };
      expectExact(graphOf([shifted('x', 'a', [0, 2, 9, 4, 4, 4]), sort], port));
      expectExact(graphOf([shifted('x', 'a', [1, 0, 5]), sort], port));
    }
  });

  test('max', () => {
    const window = {
      inputSpatial: [3],
      outputSpatial: [2],
      kernel: [2],
      strides: [1],
      dilations: [1],
      padsBegin: [0],
    };
    const max: IntegerNode = { ...base, input: 'a', kind: 'max', channels: 2, window };
    const port = { size: 6, bits: 2, signed: true };
    for (const bias of [[0], [0, 3, 9], [0, 1, 7, -5, 6, 6]]) {
      expectExact(graphOf([shifted('x', 'a', bias), max], port));
    }
  });

  test('view', () => {
    const map = Int32Array.of(5, 0, 0, 3, 4, 2, 1);
    const view: IntegerNode = { ...binary, inputs: ['a', 'z'], kind: 'view', map };
    expectExact(graphOf([shifted('x', 'a', [0, 4, 8]), view], SIGNED, UNSIGNED));
    expectExact(graphOf([{ ...view, inputs: ['x', 'z'] }], SIGNED, SIGNED));
  });

  test('constant', () => {
    const values = Float64Array.of(4, -1, 4);
    expectExact(graphOf([{ ...origin, output: 'y', kind: 'constant', values }], { ...SIGNED, size: 1 }));
  });

  test('rescale by tables', () => {
    const random = new Random(77);
    for (let round = 0; round < 60; round++) {
      const bits = random.integer(1, 6);
      const fractionBits = random.integer(0, bits);
      const count = 2 ** (bits - fractionBits) + (fractionBits > 0 ? 1 : 0);
      const entries = Float64Array.from({ length: count }, () => random.integer(-50, 50));
      const lookup: LookupTable = { signed: random.boolean(), fractionBits, entries };
      const shifts = [random.integer(0, 2)];
      const rescale = { ...base, input: 'a', kind: 'rescale', table: 'lookup', bits, inner: 1 } as const;
      const bias = Array.from({ length: 2 }, () => random.integer(-40, 40));
      const nodes = [shifted('x', 'a', bias), { ...rescale, shifts, lookup }];
      expectExact(graphOf(nodes, { size: 2, bits: random.integer(1, 5), signed: true }));
    }
  });
});

test('elements that differ keep their own intervals through a chain', () => {
  const bias = [0, 2, 4, 6];
  const nodes: IntegerNode[] = [
    shifted('x', 'a', bias),
    { ...base, input: 'a', output: 'b', kind: 'rescale', table: 'clamp', bits: 8, shifts: [0], inner: 1 },
    { ...origin, kind: 'view', inputs: ['b'], output: 'c', map: Int32Array.of(3, 2, 1, 0) },
    { ...origin, kind: 'product', inputs: ['c', 'x'], output: 'd' },
    {
      ...origin,
      kind: 'sum',
      inputs: ['c', 'd'],
      output: 'e',
      coefficients: [1, 1],
      bias: new Float64Array(1),
    },
  ];
  const intervals = staticIntervals(graphOf(nodes, { size: 4, bits: 1, signed: false }));
  const ends = (name: string) =>
    bias.map((_, element) => Object.values(intervalAt(intervals.get(name)!, element)).map(Number));
  expect(ends('a')).toEqual([
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 7],
  ]);
  expect(ends('b')).toEqual(ends('a'));
  expect(ends('c')).toEqual(ends('a').reverse());
  expect(ends('d')).toEqual([
    [0, 7],
    [0, 5],
    [0, 3],
    [0, 1],
  ]);
  expect(ends('e')).toEqual([
    [6, 14],
    [4, 10],
    [2, 6],
    [0, 2],
  ]);
});

test('a million elements alike are one interval', () => {
  const size = 1_000_000;
  const reversed = Int32Array.from({ length: size }, (_, index) => size - 1 - index);
  const nodes: IntegerNode[] = [
    shifted('x', 'a', [1, 1]),
    { ...origin, kind: 'product', inputs: ['a', 'x'], output: 'b' },
    { ...base, input: 'b', output: 'c', kind: 'rescale', table: 'clamp', bits: 8, shifts: [2], inner: 1 },
    { ...origin, kind: 'view', inputs: ['c'], output: 'd', map: reversed },
    { ...base, input: 'd', output: 'e', kind: 'compare', relation: 'zero' },
    { ...base, input: 'd', output: 'f', kind: 'sort', rows: 1000, count: 1000, keep: 3 },
  ];
  const intervals = staticIntervals(graphOf(nodes, { size, bits: 8, signed: true }));
  for (const { low } of intervals.values()) expect(low).toHaveLength(1);
});

test('intervals that repeat, or come in runs, are kept once', () => {
  const nodes: IntegerNode[] = [
    shifted('x', 'a', [1, 2, 1, 2, 1, 2]),
    {
      ...origin,
      kind: 'view',
      inputs: ['a'],
      output: 'b',
      map: Int32Array.of(0, 0, 2, 1, 1, 1, 0, 2, 4, 3, 5, 1),
    },
    shifted('x', 'c', [1, 2, 3, 1, 2, 1]),
  ];
  const intervals = staticIntervals(graphOf(nodes, { size: 6, bits: 2, signed: false }));
  expect(intervals.get('a')).toEqual({ inner: 1, low: [1n, 2n], high: [4n, 5n] });
  expect(intervals.get('b')).toEqual({ inner: 3, low: [1n, 2n], high: [4n, 5n] });
  expect(intervals.get('c')!.low).toEqual([1n, 2n, 3n, 1n, 2n, 1n]);
});

describe('refusals', () => {
  const refused = (graph: IntegerGraph, what: string) =>
    expect(() => staticIntervals(graph)).toThrow(
      expect.objectContaining({ code: 'circuit-invalid', message: expect.stringContaining(what) }),
    );
  const divide: IntegerNode = { ...binary, kind: 'divide' };
  const oneHot = { ...base, kind: 'oneHot', count: 4 } as const;

  test.each([
    [0, { ...UNSIGNED }],
    [-2, { ...SIGNED }],
  ])('a divisor down to %i', (least, z) => {
    refused(graphOf([divide], UNSIGNED, z), `divides by values down to ${least};`);
  });

  test('one divisor of many', () => {
    const nodes = [shifted('z', 'b', [1, 0, 1]), { ...divide, inputs: ['x', 'b'] as [string, string] }];
    refused(graphOf(nodes, UNSIGNED, UNSIGNED), 'down to 0;');
  });

  test('a root of what can be negative', () => {
    refused(graphOf([{ ...base, kind: 'root' }], SIGNED), 'takes the root of values down to -2;');
  });

  test.each([
    ['below', [-1], '[-2, 1] as positions of [-1, 2]'],
    ['above', [-3], '[-2, 1] as positions of [-3, 0]'],
    ['one of many', [-2, -2, -1], '[-2, 1] as positions of [-1, 2]'],
  ])('positions %s', (_, starts, what) => {
    refused(graphOf([{ ...oneHot, starts: Float64Array.from(starts) }], SIGNED), what);
  });
});
