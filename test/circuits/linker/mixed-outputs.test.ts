import { expect, it } from 'vitest';
import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { dense, port, rescale } from '../support/integer-nodes.ts';
import { expectHonest, link, programOf } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';

it('an unsigned output beside a signed one keeps all its values', async () => {
  const input = port('x', [1, 1], 8, false);
  const graph: IntegerGraph = {
    inputs: [input],
    outputs: [port('x', [1, 1], 8, false), port('y', [1, 1], 8, true)],
    nodes: [dense('x', 'a', [[-1]], [3]), rescale('a', 'y', 'clamp', 8, [0])],
  };
  const program = programOf(graph);
  expect(program.layout.outputs).toEqual({ count: 2, bits: 9, signed: true });
  const linked = await link(program);
  for (const value of [0, 3, 127, 128, 255]) {
    await expectHonest(program, new Map([['x', Float64Array.of(value)]]), new Random(value), linked);
  }
});
