import { describe, expect, test } from 'vitest';
import { createEvaluator } from '../../../src-main/engine/graph/evaluate.ts';
import type {
  IntegerGraph,
  IntegerNode,
  IntegerRescale,
  LookupTable,
} from '../../../src-main/engine/graph/integer-graph.ts';
import { rational } from '../../../src-main/engine/graph/rational.ts';
import { evaluatePlainly } from '../../support/plain-evaluator.ts';

const origin = { name: 'node', operator: 'Test' };
const base = { ...origin, input: 'x', output: 'y' };
const binary = { ...origin, inputs: ['x', 'z'] as [string, string], output: 'y' };

/** Inputs of 64 bits, signed, unless told otherwise: the values that matter lie around 2^53. */
function run(nodes: IntegerNode[], inputs: Record<string, bigint[]>, bits = 64, signed = true) {
  const graph: IntegerGraph = {
    inputs: Object.entries(inputs).map(([name, values]) => ({
      name,
      shape: [values.length],
      bits,
      signed,
      scale: rational(1n, 1n),
    })),
    outputs: [],
    nodes,
  };
  const given = new Map(Object.entries(inputs));
  const result = createEvaluator(graph).run(given).get('y')!;
  expect([...result].map(BigInt)).toEqual(evaluatePlainly(graph, given).get('y'));
  return result;
}

const add = (input: string, output: string, constant: number): IntegerNode => ({
  ...origin,
  kind: 'sum',
  inputs: [input],
  output,
  coefficients: [1],
  bias: Float64Array.of(constant),
});
const relu = (input: string, output: string, bits: number): IntegerNode => ({
  ...origin,
  input,
  output,
  kind: 'rescale',
  table: 'relu',
  bits,
  shifts: [0],
  inner: 1,
});

const AROUND_2_53 = [2n ** 52n - 1n, 2n ** 53n - 2n, 2n ** 53n - 1n];

describe('divide', () => {
  const quotient = (a: bigint[], b: bigint[], bits: number) =>
    run([relu('z', 'p', bits), add('p', 'q', 1), { ...binary, inputs: ['x', 'q'], kind: 'divide' }], {
      x: a,
      z: b.map((divisor) => divisor - 1n),
    });

  test('rounds down, also below zero', () => {
    expect([...quotient([7n, -7n, -1n, 0n, 6n, -6n], [3n, 3n, 9n, 3n, 3n, 3n], 8)].map(Number)).toEqual([
      2, -3, -1, 0, 2, -2,
    ]);
  });

  test('beyond doubles', () => {
    const a = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 62n + 1n];
    quotient(a, [1n, 2n ** 60n, 3n], 63);
  });

  test('quotients that a division of doubles rounds up', () => {
    // In 53 bits: k * b - 1 over b is less than k, by less than doubles show.
    const pairs = AROUND_2_53.flatMap((a) =>
      [1n, 2n, 3n, 94_906_265n, 2n ** 26n, a - 1n, a].map((b) => [a, b]),
    );
    const divide: IntegerNode = { ...binary, inputs: ['p', 'q'], kind: 'divide' };
    const x = pairs.map(([a]) => a!);
    const z = pairs.map(([, b]) => b! - 1n);
    const result = run([relu('x', 'p', 53), relu('z', 'r', 52), add('r', 'q', 1), divide], { x, z });
    expect(result).toBeInstanceOf(Float64Array);
  });
});

describe('root', () => {
  test('of squares and their neighbours, in doubles and beyond', () => {
    const roots = [0n, 1n, 2n, 3n, 2n ** 20n, 2n ** 26n - 1n, 2n ** 26n + 5n, 94_906_265n];
    const values = roots.flatMap((root) => [root * root, root * root + 1n, root * root - 1n]);
    const near = values.filter((value) => value >= 0n && value < 2n ** 53n);
    const root: IntegerNode = { ...base, input: 'p', kind: 'root' };
    const inDoubles = run([relu('x', 'p', 53), root], { x: near });
    const exact = run([relu('x', 'p', 63), root], {
      x: [...near, 2n ** 63n - 1n, 2n ** 62n, 2n ** 62n - 1n],
    });
    expect([...inDoubles]).toEqual([...exact].map(Number).slice(0, near.length));
    expect(Number(exact.at(-2))).toBe(2 ** 31);
    expect(Number(exact.at(-1))).toBe(2 ** 31 - 1);
  });
});

describe('lookup', () => {
  const rescale = { ...base, kind: 'rescale', table: 'lookup', inner: 1, shifts: [0] } as const;
  const look = (x: bigint[], node: Partial<IntegerRescale>, lookup: LookupTable, bits = 8) =>
    [...run([{ ...rescale, bits: 3, ...node, shifts: node.shifts ?? [0], lookup }], { x }, bits)].map(Number);

  test('reads the entry, after shift and clamp', () => {
    const lookup = { signed: true, fractionBits: 0, entries: Float64Array.of(7, 5, 3, 2, 0, -1, -10, -100) };
    expect(look([-128n, -5n, -4n, -3n, 0n, 3n, 4n, 127n], {}, lookup)).toEqual([
      7, 7, 7, 5, 0, -100, -100, -100,
    ]);
    expect(look([-128n, -16n, -2n, 1n, 2n, 127n], { shifts: [2] }, lookup)).toEqual([7, 7, 0, 0, -1, -100]);
    expect(look([-1n, 0n, 7n, 8n], {}, { ...lookup, signed: false })).toEqual([7, 7, -100, -100]);
  });

  test('goes straight between entries, to the one behind the last', () => {
    const lookup = { signed: false, fractionBits: 2, entries: Float64Array.of(-3, 5, -2) };
    expect(look([0n, 1n, 2n, 3n, 4n, 5n, 7n], {}, lookup)).toEqual([-12, -4, 4, 12, 20, 13, -1]);
    const whole = { signed: true, fractionBits: 3, entries: Float64Array.of(1, 9) };
    expect(look([-4n, 0n, 3n], {}, whole)).toEqual([8, 40, 64]);
  });

  test('large entries with many fraction bits leave doubles', () => {
    const entries = Float64Array.of(2 ** 40 - 1, -(2 ** 40 - 1), 3);
    const lookup = { signed: false, fractionBits: 19, entries };
    const x = [0n, 1n, 2n ** 19n - 1n, 2n ** 19n, 2n ** 20n - 1n];
    expect(run([{ ...rescale, bits: 20, shifts: [0], lookup }], { x }, 32)).toBeInstanceOf(Array);
    const narrow = { ...lookup, fractionBits: 8 };
    const nodes = [{ ...rescale, bits: 9, shifts: [0], lookup: narrow }];
    expect(run(nodes, { x: [0n, 1n, 255n, 256n, 511n] }, 32)).toBeInstanceOf(Float64Array);
    const sixty = { signed: true, fractionBits: 60, entries: Float64Array.of(0, 2 ** 40 - 1) };
    run([{ ...rescale, bits: 60, shifts: [0], lookup: sixty }], { x: [-(2n ** 63n), 5n, 2n ** 63n - 1n] });
  });
});

describe('sort', () => {
  const sort = { ...base, kind: 'sort', rows: 2, count: 3 } as const;

  test('each row in descending order, equal values as often as they come', () => {
    const x = [3n, -5n, 3n, 0n, 1n, 100n];
    expect([...run([{ ...sort, keep: 3 }], { x }, 8)].map(Number)).toEqual([3, 3, -5, 100, 1, 0]);
    expect([...run([{ ...sort, keep: 1 }], { x }, 8)].map(Number)).toEqual([3, 100]);
  });

  test('beyond doubles', () => {
    const x = [2n ** 60n, 2n ** 60n + 1n, -(2n ** 63n), 2n ** 53n + 1n, 2n ** 53n, 2n ** 53n + 2n];
    expect(run([{ ...sort, keep: 2 }], { x })).toEqual([
      2n ** 60n + 1n,
      2n ** 60n,
      2n ** 53n + 2n,
      2n ** 53n + 1n,
    ]);
  });
});

describe('compare', () => {
  test.each([8, 64])('%i bits', (bits) => {
    const x = [-128n, -1n, 0n, 1n, 127n];
    const compare = { ...base, kind: 'compare' } as const;
    const relation = (name: 'nonNegative' | 'zero') => run([{ ...compare, relation: name }], { x }, bits);
    expect(relation('nonNegative')).toEqual(Float64Array.of(0, 0, 1, 1, 1));
    expect(relation('zero')).toEqual(Float64Array.of(0, 0, 1, 0, 0));
  });
});

test('oneHot counts from the start of each element', () => {
  const starts = Float64Array.of(-2, -3);
  expect(run([{ ...base, kind: 'oneHot', count: 5, starts }], { x: [-2n, 1n] }, 2)).toEqual(
    Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 1),
  );
});

test('a view of several tensors, some of them beyond doubles', () => {
  const map = Int32Array.of(3, 0, 2, 2);
  const view: IntegerNode = { ...binary, inputs: ['x', 'p'], kind: 'view', map };
  const x = [2n ** 63n - 1n, 5n];
  expect(run([relu('x', 'p', 8), view], { x })).toEqual([5n, 2n ** 63n - 1n, 255n, 255n]);
  const narrow: IntegerNode = { ...view, map: Int32Array.of(3, 2) };
  expect(run([relu('x', 'p', 8), narrow], { x })).toEqual(Float64Array.of(5, 255));
});

test('no result is minus zero', () => {
  const zeros = (nodes: IntegerNode[], inputs: Record<string, bigint[]>) => {
    const result = run(nodes, inputs, 4);
    for (const value of result) expect(Object.is(value, 0), nodes.at(-1)!.kind).toBe(true);
  };
  const x = [-3n, 0n];
  const z = [0n, -2n];
  const minusZero = Float64Array.of(-0);
  const table = { signed: true, fractionBits: 0, entries: new Float64Array(16).fill(-0) };
  const positive = [relu('z', 'p', 4), add('p', 'q', 9)];
  zeros([{ ...binary, kind: 'product' }], { x, z });
  zeros([{ ...binary, kind: 'sum', coefficients: [0, 0], bias: minusZero }], { x, z });
  zeros([...positive, { ...binary, inputs: ['z', 'q'], kind: 'divide' }], { z: [0n, 0n] });
  zeros([{ ...origin, output: 'y', kind: 'constant', values: minusZero }], { x });
  zeros([{ ...base, kind: 'rescale', table: 'clamp', bits: 4, shifts: [3], inner: 1 }], { x });
  zeros([{ ...base, kind: 'rescale', table: 'lookup', bits: 4, shifts: [0], inner: 1, lookup: table }], {
    x,
  });
  const dense = { kind: 'dense', rows: 1, inputs: 2, outputs: 1 } as const;
  const weights = Float64Array.of(0, -0);
  zeros([{ ...base, kind: 'linear', form: dense, weights, bias: minusZero }], { x });
});

test('an input of minus zero is zero', () => {
  const scale = rational(1n, 1n);
  const inputs = [{ name: 'x', shape: [1], bits: 8, signed: true, scale }];
  const values = createEvaluator({ inputs, outputs: [], nodes: [] }).run(
    new Map([['x', Float64Array.of(-0)]]),
  );
  expect(Object.is(values.get('x')![0], 0)).toBe(true);
});

test('sums and products leave doubles where a partial result would', () => {
  const values = { x: [2n ** 31n - 1n, -(2n ** 31n)], z: [2n ** 31n - 1n, 2n ** 31n - 1n] };
  run([{ ...binary, kind: 'product' }], values, 32);
  // The result is small again, what stands in between is not.
  const coefficients = [2 ** 40 + 1, -(2 ** 40)];
  run([{ ...binary, inputs: ['x', 'x'], kind: 'sum', coefficients, bias: Float64Array.of(0) }], values, 32);
  const sizes = { batch: 1, rows: 1, inner: 2, columns: 1 };
  run([{ ...binary, kind: 'matmul', ...sizes }], values, 32);
  run([{ ...binary, kind: 'matmul', ...sizes }], { x: [127n, -128n], z: [-128n, 127n] }, 8);
});
