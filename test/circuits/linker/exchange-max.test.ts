import { describe, expect, it } from 'vitest';
import { createEvaluator } from '../../../src-main/engine/graph/evaluate.ts';
import type { IntegerGraph, IntegerNode } from '../../../src-main/engine/graph/integer-graph.ts';
import { countRows } from '../../../src-main/engine/proofs/groth16/linker/count-rows.ts';
import { exchangeMax } from '../../../src-main/engine/proofs/groth16/linker/exchange-max.ts';
import { graphOf, linear, lookup, max, port, rescale, view, window2d } from '../support/integer-nodes.ts';
import { expectHonest, link, programOf, randomInputs } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';

/** Convolution, rescale, pool, as a network has them, with everything in between that could break the exchange. */
function convolutionBlock(random: Random): IntegerGraph {
  const size: [number, number] = [random.integer(4, 6), random.integer(4, 6)];
  const channels = random.integer(1, 3);
  const form = window2d(size, 3, 1, random.integer(0, 1));
  const spatial = form.outputSpatial as [number, number];
  const area = spatial[0] * spatial[1];
  const nodes: IntegerNode[] = [
    linear(
      'image',
      'accumulator',
      { kind: 'convolution', inputChannels: 1, outputChannels: channels, groups: 1, ...form },
      random.list(channels * 9, -20, 20),
      random.list(channels, -500, 500),
    ),
  ];
  let last = 'accumulator';
  if (random.chance(0.3)) nodes.push(view(last, (last = 'seen')));
  const shifts = random.chance(0.6)
    ? Array.from({ length: channels }, () => random.integer(0, 8))
    : random.integer(0, 8);
  const inner = typeof shifts === 'number' ? random.pick([1, 5, area, channels * area]) : area;
  nodes.push(rescale(last, 'active', random.pick(['relu', 'clamp']), random.integer(2, 8), shifts, inner));
  last = 'active';
  if (random.chance(0.2)) nodes.push(view(last, (last = 'again')));
  const pools = random.integer(1, 2);
  let side = spatial;
  for (let pool = 0; pool < pools; pool++) {
    const kernel = random.integer(2, Math.min(3, ...side));
    const window = window2d(side, kernel, random.integer(1, kernel), random.integer(0, 1));
    // Sometimes the pool groups the elements otherwise than the channels do.
    nodes.push(max(last, `pool${pool}`, channels, window));
    last = `pool${pool}`;
    side = window.outputSpatial as [number, number];
    if (Math.min(...side) < 2) break;
  }
  const outputs = [port(last, [channels, ...side], 16, true)];
  if (random.chance(0.2)) outputs.push(port('active', [channels, area], 16, true));
  return graphOf([port('image', [1, 1, ...size], 4, random.chance(0.5))], nodes, outputs);
}

describe('exchangeMax', () => {
  it('keeps every output to the bit and never takes more rows', () => {
    let moved = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const random = new Random(seed);
      const graph = convolutionBlock(random);
      const exchanged = exchangeMax(graph);
      expect(countRows(exchanged), `seed ${seed}`).toBeLessThanOrEqual(countRows(graph));
      if (exchanged === graph) continue;
      moved += 1;
      const [before, after] = [createEvaluator(graph), createEvaluator(exchanged)];
      for (let round = 0; round < 3; round++) {
        const inputs = randomInputs(graph, random);
        const [old, now] = [before.run(inputs), after.run(inputs)];
        for (const { name } of graph.outputs) expect(now.get(name), `seed ${seed}`).toEqual(old.get(name));
      }
    }
    expect(moved).toBeGreaterThan(40);
  });

  it('counts the wires that accumulators behind a view need to be compared', () => {
    // A pool that saves little on the rescale: with a wire an accumulator the exchange does not pay.
    const form = window2d([4, 4], 1);
    const graph = (between: boolean) =>
      graphOf(
        [port('x', [1, 1, 4, 4], 4, true)],
        [
          linear(
            'x',
            'a',
            { kind: 'convolution', inputChannels: 1, outputChannels: 1, groups: 1, ...form },
            [5],
            [0],
          ),
          ...(between ? [view('a', 'v')] : []),
          rescale(between ? 'v' : 'a', 'q', 'relu', 3, 1, 16),
          max('q', 'p', 1, window2d([4, 4], 2, 1)),
        ],
        [port('p', [1, 1, 3, 3], 16, true)],
      );
    expect(countRows(graph(true))).toBe(countRows(graph(false)));
    expect(countRows(exchangeMax(graph(true)))).toBe(countRows(exchangeMax(graph(false))));
  });

  it('leaves a rescale alone that something else reads, or whose shift changes inside a window', () => {
    const input = port('x', [1, 1, 2, 2], 8, true);
    const pool = max('q', 'p', 1, window2d([2, 2], 2));
    const weigh = linear('x', 'a', { kind: 'dense', rows: 4, inputs: 1, outputs: 1 }, [37], [0]);
    const alone = graphOf(
      [input],
      [weigh, rescale('a', 'q', 'relu', 8, 3, 4), pool],
      [port('p', [1], 16, true)],
    );
    expect(exchangeMax(alone)).not.toBe(alone);
    const alsoOutput = { ...alone, outputs: [...alone.outputs, port('q', [4], 16, true)] };
    expect(exchangeMax(alsoOutput)).toBe(alsoOutput);
    const readTwice = { ...alone, nodes: [...alone.nodes, view('q', 'other')] };
    expect(exchangeMax(readTwice)).toBe(readTwice);
    const mixed = { ...alone, nodes: [weigh, rescale('a', 'q', 'relu', 8, [3, 4], 2), pool] };
    expect(exchangeMax(mixed)).toBe(mixed);
    const between = [weigh, rescale('a', 'r', 'relu', 8, 3, 4), view('r', 'q', [0, 1, 1, 0]), pool];
    const rewired = { ...alone, nodes: between };
    expect(exchangeMax(rewired)).toBe(rewired);
  });

  it('never moves a table, which may rise and fall', () => {
    const entries = Array.from({ length: 256 }, (_, index) => Math.abs(index - 128));
    const nodes = [
      linear('x', 'a', { kind: 'dense', rows: 4, inputs: 1, outputs: 1 }, [37], [0]),
      lookup('a', 'q', 8, { signed: true, fractionBits: 0, entries }, 3, 4),
      max('q', 'p', 1, window2d([2, 2], 2)),
    ];
    const graph = graphOf([port('x', [1, 1, 2, 2], 8, true)], nodes, [port('p', [1], 16, true)]);
    expect(exchangeMax(graph)).toBe(graph);
    // Monotone or not: nothing looks at the entries.
    const rising = lookup(
      'a',
      'q',
      8,
      { signed: true, fractionBits: 0, entries: entries.map((_, i) => i) },
      3,
      4,
    );
    const monotone = { ...graph, nodes: [nodes[0]!, rising, nodes[2]!] };
    expect(exchangeMax(monotone)).toBe(monotone);
  });

  it('does not take the name of a tensor that exists', () => {
    const graph = graphOf(
      [port('p#accumulator', [1, 1, 2, 2], 8, true)],
      [
        linear('p#accumulator', 'a', { kind: 'dense', rows: 4, inputs: 1, outputs: 1 }, [37], [0]),
        rescale('a', 'q', 'relu', 8, 3, 4),
        max('q', 'p', 1, window2d([2, 2], 2)),
      ],
      [port('p', [1], 16, true)],
    );
    const exchanged = exchangeMax(graph);
    expect(exchanged).not.toBe(graph);
    const inputs = new Map([['p#accumulator', Float64Array.of(3, -7, 9, 1)]]);
    expect(createEvaluator(exchanged).run(inputs).get('p')).toEqual(Float64Array.of(42));
  });

  it('saves rows on a LeNet-like block, and the numbers are these', async () => {
    const random = new Random(5);
    const form = window2d([12, 12], 5);
    const strided = { ...form, strides: [1, 1], outputSpatial: [8, 8] };
    const graph = graphOf(
      [port('image', [1, 1, 12, 12], 8, false)],
      [
        linear(
          'image',
          'accumulator',
          { kind: 'convolution', inputChannels: 1, outputChannels: 2, groups: 1, ...strided },
          random.list(50, -127, 127),
          random.list(2, -4000, 4000),
        ),
        rescale('accumulator', 'active', 'relu', 8, [11, 11], 64),
        max('active', 'pooled', 2, window2d([8, 8], 2)),
      ],
      [port('pooled', [1, 2, 4, 4], 16, true)],
    );
    expect({ before: countRows(graph), after: countRows(exchangeMax(graph)) }).toEqual({
      before: 3584,
      after: 2688,
    });
    const program = programOf(graph, { image: 'public' });
    await expectHonest(program, randomInputs(graph, random), random, await link(program));
  });
});
