import { describe, expect, test } from 'vitest';
import type { LoweredGraph } from '../../../../src-main/engine/graph/lowered-graph.ts';
import { checkTwin } from '../../../support/check-twin.ts';
import { type ModelInit, node, tensor, value } from '../../../support/onnx-builder.ts';

const shape = [2, 4, 4];
const causal = Array.from({ length: 16 }, (_, index) => Number(index % 4 <= Math.floor(index / 4)));

/** Softmax of `scores`, masked by `nodes`. */
function attention(
  nodes: ModelInit['nodes'],
  constants: ModelInit['constants'],
  mask?: ModelInit['inputs'],
): ModelInit {
  return {
    inputs: [value('scores', shape), ...(mask ?? [])],
    outputs: ['y'],
    nodes: [...nodes, node('Softmax', ['masked'], 'y')],
    constants,
  };
}

/** The largest number anywhere in the lowered graph: a mask that is left in it would take all the range. */
function largestNumber({ nodes }: LoweredGraph): number {
  const numbers = nodes.flatMap((entry) => {
    if (entry.kind === 'sum') return [...entry.coefficients, ...entry.bias];
    if (entry.kind === 'linear') return [...entry.weights, ...entry.bias];
    return entry.kind === 'constant' ? [...entry.values] : [];
  });
  return Math.max(...numbers.map(Math.abs));
}

const constantMasks: [string, number][] = [
  ['minus infinity', -Infinity],
  ['the lowest float', -3.4028234663852886e38],
  ['a large number', -1e4],
];

describe('masked scores become weights of zero, and no number of the mask stays', () => {
  test.each(constantMasks)('a constant choice of %s', async (_, low) => {
    const init = attention(
      [node('Where', ['causal', 'scores', 'low'], 'masked')],
      [tensor('causal', [4, 4], causal, 'bool'), tensor('low', [], [low])],
    );
    const { lowered } = await checkTwin(init);
    expect(largestNumber(lowered)).toBeLessThan(100);
    expect(lowered.nodes.find(({ kind }) => kind === 'function')).toBeDefined();
  });

  test.each(constantMasks)('a constant that adds %s', async (_, low) => {
    const bias = causal.map((counts) => (counts === 1 ? 0 : low));
    const init = attention([node('Add', ['scores', 'bias'], 'masked')], [tensor('bias', [4, 4], bias)]);
    const { lowered } = await checkTwin(init);
    expect(largestNumber(lowered)).toBeLessThan(100);
  });

  test('a computed choice', async () => {
    const init = attention(
      [node('Or', ['mask', 'first'], 'counts'), node('Where', ['counts', 'scores', 'low'], 'masked')],
      [tensor('low', [], [-1e9]), tensor('first', [4], [1, 0, 0, 0], 'bool')],
      [value('mask', [4], 'bool')],
    );
    const { lowered } = await checkTwin(init);
    expect(largestNumber(lowered)).toBeLessThan(100);
  });

  test('a computed mask as a large number, behind a causal one', async () => {
    const init = attention(
      [
        node('Or', ['mask', 'first'], 'counts'),
        node('Cast', ['counts'], 'number', { to: 1 }),
        node('Sub', ['one', 'number'], 'hidden'),
        node('Mul', ['hidden', 'low'], 'bias'),
        node('Where', ['causal', 'scores', 'low'], 'causally'),
        node('Add', ['causally', 'bias'], 'masked'),
      ],
      [
        tensor('low', [], [-1e9]),
        tensor('one', [], [1]),
        tensor('first', [4], [1, 0, 0, 0], 'bool'),
        tensor('causal', [4, 4], causal, 'bool'),
      ],
      [value('mask', [4], 'bool')],
    );
    const { lowered } = await checkTwin(init);
    expect(largestNumber(lowered)).toBeLessThan(100);
  });

  test('a mask computed as a choice of numbers', async () => {
    const init = attention(
      [
        node('Or', ['mask', 'first'], 'counts'),
        node('Where', ['counts', 'zero', 'low'], 'bias'),
        node('Add', ['bias', 'scores'], 'masked'),
      ],
      [tensor('low', [], [-1e9]), tensor('zero', [], [0]), tensor('first', [4], [1, 0, 0, 0], 'bool')],
      [value('mask', [4], 'bool')],
    );
    const { lowered } = await checkTwin(init);
    expect(largestNumber(lowered)).toBeLessThan(100);
  });

  test('a row of which nothing counts keeps its weights', async () => {
    const bias = causal.map((counts, index) => (counts === 1 && index >= 4 ? 0 : -1e4));
    const init = attention([node('Add', ['scores', 'bias'], 'masked')], [tensor('bias', [4, 4], bias)]);
    // Sums that a float holds exactly.
    await checkTwin(init, { ranges: { scores: [-2, 2, 0.25] } });
  });

  describe('rows in which a computed mask lets nothing count', () => {
    const mask = [value('mask', shape, 'bool')];
    const check = { ranges: { scores: [-2, 2, 0.25] as const }, samples: 12 };

    test('have equal weights where the scores were replaced', async () => {
      const init = attention(
        [node('Where', ['mask', 'scores', 'low'], 'masked')],
        [tensor('low', [], [-1e9])],
        mask,
      );
      await checkTwin(init, check);
    });

    test.each([-1e4, -1e9])('have what adding %f leaves of them', async (low) => {
      const init = attention(
        [
          node('Cast', ['mask'], 'hidden', { to: 1 }),
          node('Mul', ['hidden', 'low'], 'bias'),
          node('Add', ['scores', 'bias'], 'masked'),
        ],
        [tensor('low', [], [low])],
        mask,
      );
      await checkTwin(init, check);
    });
  });
});

test('a masking constant that no Softmax reads stays a number', async () => {
  const bias = causal.map((counts) => (counts === 1 ? 0 : -1e5));
  const init = attention([node('Add', ['scores', 'bias'], 'y')], [tensor('bias', [4, 4], bias)]);
  await checkTwin({ ...init, nodes: init.nodes.slice(0, 1) });
});
