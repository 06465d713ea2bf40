import { describe, expect, test } from 'vitest';
import { createEvaluator } from '../../../src-main/engine/graph/evaluate.ts';
import type { IntegerGraph, IntegerNode } from '../../../src-main/engine/graph/integer-graph.ts';
import { integerRange } from '../../../src-main/engine/graph/integer-graph.ts';
import { intervalAt, shiftRight } from '../../../src-main/engine/graph/intervals.ts';
import { linearMap } from '../../../src-main/engine/graph/linear-map.ts';
import { rational } from '../../../src-main/engine/graph/rational.ts';
import { expectSound } from '../../support/check-network.ts';
import { type Magnitude, randomIntegerGraph } from '../../support/random-integer-graph.ts';
import { randomLinearForm } from '../../support/random-linear-form.ts';
import { Random } from '../../support/random.ts';

const base = { name: 'n', operator: 'Test', input: 'x', output: 'y' };

function single(node: IntegerNode, size: number, outputs: number, bits = 8, signed = true): IntegerGraph {
  const scale = rational(1n, 1n);
  return {
    inputs: [{ name: 'x', shape: [size], bits, signed, scale }],
    outputs: [{ name: 'y', shape: [outputs], bits: 64, signed: true, scale }],
    nodes: [node],
  };
}

describe('evaluator and plain evaluator agree, and intervals hold', () => {
  test.each<[Magnitude, number]>([
    ['small', 120],
    ['large', 80],
    ['huge', 80],
  ])('%s weights, %i random graphs', (magnitude, rounds) => {
    for (let round = 0; round < rounds; round++) {
      const random = new Random(9000 + round);
      const graph = randomIntegerGraph(random, magnitude);
      try {
        expectSound({ ...graph, outputs: [] }, undefined, random);
      } catch (error) {
        throw new Error(`seed ${random.seed}: ${String(error)}`, { cause: error });
      }
    }
  });
});

test('the interval of every output of a linear map is reached, at both ends', () => {
  for (let round = 0; round < 120; round++) {
    const random = new Random(500 + round);
    const channels = random.integer(1, 3);
    const form = randomLinearForm(random, channels, [random.integer(1, 4), random.integer(1, 4)]);
    const map = linearMap(form);
    const limit = random.pick([100, 2 ** 24, 2 ** 53 - 1]);
    const integers = (count: number) =>
      Float64Array.from({ length: count }, () => random.integer(-limit, limit));
    const weights = integers(map.weightCount);
    const node: IntegerNode = { ...base, kind: 'linear', form, weights, bias: integers(map.channels) };
    const graph = single(node, map.inputSize, map.outputSize, random.integer(1, 32), random.boolean());
    const { low, high } = integerRange(graph.inputs[0]!.bits, graph.inputs[0]!.signed);
    const evaluator = createEvaluator(graph);
    const interval = evaluator.intervals.get('y')!;
    const reached = interval.low.map(() => ({ low: 2n ** 300n, high: -(2n ** 300n) }));
    for (let output = 0; output < map.outputSize; output++) {
      for (const sign of [1, -1]) {
        const input = new Array<bigint>(map.inputSize).fill(low);
        map.row(output, (source, weight) => {
          input[source] = weights[weight]! * sign > 0 ? high : low;
        });
        const value = BigInt(evaluator.run(new Map([['x', input]])).get('y')![output]!);
        const channel = reached[Math.floor(output / interval.inner) % reached.length]!;
        if (value < channel.low) channel.low = value;
        if (value > channel.high) channel.high = value;
      }
    }
    expect(reached, `seed ${random.seed}`).toEqual(
      interval.low.map((end, channel) => ({ low: end, high: interval.high[channel]! })),
    );
  }
});

describe('rescale', () => {
  const rescaled = (
    values: bigint[],
    shift: number,
    table: 'clamp' | 'relu',
    bits: number,
    inputBits = 8,
  ) => {
    const graph = single(
      { ...base, kind: 'rescale', table, bits, shifts: [shift], inner: 1 },
      values.length,
      values.length,
      inputBits,
    );
    return [
      ...createEvaluator(graph)
        .run(new Map([['x', values]]))
        .get('y')!,
    ].map(BigInt);
  };

  test('halves go up, also below zero', () => {
    expect(rescaled([-7n, -6n, -5n, -4n, -3n, -2n, -1n, 0n, 1n, 2n, 3n, 4n, 5n, 6n], 2, 'clamp', 8)).toEqual([
      -2n,
      -1n,
      -1n,
      -1n,
      -1n,
      0n,
      0n,
      0n,
      0n,
      1n,
      1n,
      1n,
      1n,
      2n,
    ]);
    expect(rescaled([-3n, -2n, -1n, 0n, 1n, 2n, 3n], 1, 'clamp', 8)).toEqual([-1n, -1n, 0n, 0n, 1n, 1n, 2n]);
    expect(rescaled([-128n, -1n, 0n, 127n], 0, 'clamp', 8)).toEqual([-128n, -1n, 0n, 127n]);
  });

  test('saturates at both ends', () => {
    expect(rescaled([-128n, -9n, -8n, 7n, 8n, 127n], 0, 'clamp', 4)).toEqual([-8n, -8n, -8n, 7n, 7n, 7n]);
    expect(rescaled([-128n, -1n, 0n, 15n, 16n, 127n], 0, 'relu', 4)).toEqual([0n, 0n, 0n, 15n, 15n, 15n]);
    expect(rescaled([-128n, 127n], 0, 'clamp', 2)).toEqual([-2n, 1n]);
  });

  test('a shift larger than the value, and one larger than a double has bits', () => {
    expect(rescaled([-128n, -1n, 0n, 127n], 20, 'clamp', 8)).toEqual([0n, 0n, 0n, 0n]);
    expect(rescaled([-128n, -1n, 0n, 127n], 100, 'clamp', 8)).toEqual([0n, 0n, 0n, 0n]);
    expect(rescaled([-(2n ** 31n), 2n ** 31n - 1n], 31, 'clamp', 8, 32)).toEqual([-1n, 1n]);
  });

  test('values and results beyond doubles', () => {
    expect(rescaled([-(2n ** 63n), 2n ** 63n - 1n, 2n ** 62n + 1n], 0, 'clamp', 64, 64)).toEqual([
      -(2n ** 63n),
      2n ** 63n - 1n,
      2n ** 62n + 1n,
    ]);
    expect(rescaled([2n ** 54n + 1n, 2n ** 54n + 3n], 1, 'relu', 64, 64)).toEqual([
      2n ** 53n + 1n,
      2n ** 53n + 2n,
    ]);
  });

  test('shiftRight is floor((v + 2^(s-1)) / 2^s)', () => {
    for (let value = -20n; value <= 20n; value++) {
      for (let shift = 0; shift < 5; shift++) {
        const exact = shift === 0 ? Number(value) : Math.floor(Number(value) / 2 ** shift + 0.5);
        expect(shiftRight(value, shift)).toBe(BigInt(exact));
      }
    }
  });

  test('hundreds of thousands of channels', () => {
    const size = 200_000;
    const shifts = Array.from({ length: size }, (_, index) => index % 3);
    const graph = single({ ...base, kind: 'rescale', table: 'clamp', bits: 8, shifts, inner: 1 }, size, size);
    const { intervals, run } = createEvaluator(graph);
    expect(
      run(new Map([['x', new Float64Array(size).fill(100)]]))
        .get('y')!
        .slice(0, 3),
    ).toEqual(Float64Array.of(100, 50, 25));
    expect(intervalAt(intervals.get('y')!, 2)).toEqual({ low: -32n, high: 32n });
  });
});

test('layouts of shifts and intervals that do not divide each other', () => {
  // The bias gives three channels of two elements each, the shifts two blocks of three.
  const linear: IntegerNode = {
    ...base,
    output: 'a',
    kind: 'linear',
    form: {
      kind: 'sparse',
      inputs: 6,
      channels: 3,
      rowPointer: [0, 1, 2, 3, 4, 5, 6],
      column: [0, 1, 2, 3, 4, 5],
    },
    weights: Float64Array.of(1, 1, 1, 1, 1, 1),
    bias: Float64Array.of(0, 1000, -1000),
  };
  const rescale: IntegerNode = {
    ...base,
    input: 'a',
    kind: 'rescale',
    table: 'clamp',
    bits: 12,
    shifts: [0, 3],
    inner: 3,
  };
  const graph = { ...single(linear, 6, 6), nodes: [linear, rescale] };
  expectSound(graph, undefined, new Random(1));
  const { intervals } = createEvaluator(graph);
  expect(intervalAt(intervals.get('y')!, 2)).toEqual({ low: 872n, high: 1127n });
  expect(intervalAt(intervals.get('y')!, 3)).toEqual({ low: 109n, high: 141n });
});

describe('limits', () => {
  const chain = (layers: number): IntegerGraph => {
    const nodes = Array.from({ length: layers }, (_, index): IntegerNode => ({
      ...base,
      name: `layer ${index}`,
      input: index === 0 ? 'x' : `t${index - 1}`,
      output: `t${index}`,
      kind: 'linear',
      form: { kind: 'dense', rows: 1, inputs: 1, outputs: 1 },
      weights: Float64Array.of(2 ** 52),
      bias: Float64Array.of(0),
    }));
    return { ...single(nodes[0]!, 1, 1), nodes, outputs: [] };
  };

  test('a value beyond 2^250 is refused, with its layer', () => {
    expect(() => createEvaluator(chain(4))).not.toThrow();
    expect(() => createEvaluator(chain(5))).toThrow(
      expect.objectContaining({ code: 'model-too-large', message: expect.stringContaining('"layer 4"') }),
    );
  });

  test.each<[string, unknown]>([
    ['missing', undefined],
    ['too few', [1n]],
    ['too many', [1n, 2n, 3n]],
    ['above the bits', [128n, 0n]],
    ['below the bits', [-129n, 0n]],
    ['no integer', Float64Array.of(0.5, 0)],
    ['NaN', Float64Array.of(NaN, 0)],
    ['infinite', Float64Array.of(Infinity, 0)],
  ])('an input that is %s', (_, values) => {
    const { run } = createEvaluator(
      single({ name: 'n', operator: 'Test', inputs: ['x'], output: 'y', kind: 'view' }, 2, 2),
    );
    const inputs = new Map(values === undefined ? [] : [['x', values as bigint[]]]);
    expect(() => run(inputs)).toThrow(expect.objectContaining({ code: 'input-invalid' }));
  });
});
