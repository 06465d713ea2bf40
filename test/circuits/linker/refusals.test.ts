import { describe, expect, it } from 'vitest';
import type { StatementLayout } from '../../../src-main/engine/chain/statement-layout.ts';
import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { wireTensor } from '../../../src-main/engine/proofs/groth16/linker/circuit-tensor.ts';
import { CollectBackend } from '../../../src-main/engine/proofs/groth16/linker/collect-backend.ts';
import { computeWitness } from '../../../src-main/engine/proofs/groth16/linker/compute-witness.ts';
import { linkCircuit } from '../../../src-main/engine/proofs/groth16/linker/link-circuit.ts';
import { createContext } from '../../../src-main/engine/proofs/groth16/linker/synthesize.ts';
import { synthesizeRescale } from '../../../src-main/engine/proofs/groth16/linker/synthesize-rescale.ts';
import {
  dense,
  divide,
  graphOf,
  linear,
  max,
  multiply,
  port,
  rescale,
  sum,
  view,
  window2d,
} from '../support/integer-nodes.ts';
import { expectHonest, link, neededGadgets, programOf, sharedGadgets } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';

const graph = graphOf(
  [port('x', [2], 3, true)],
  [
    dense(
      'x',
      'a',
      [
        [1, 2],
        [3, -4],
      ],
      [0, 0],
    ),
    rescale('a', 'y', 'relu', 3, [1, 0]),
    view('y', 'z'),
  ],
  [port('z', [2], 4, true)],
);
const [weigh, activate, rename] = graph.nodes as [
  ReturnType<typeof dense>,
  ReturnType<typeof rescale>,
  ReturnType<typeof view>,
];
const { layout } = programOf(graph, { x: 'public' });

async function expectRefusal(changed: IntegerGraph, changedLayout: StatementLayout = layout): Promise<void> {
  const program = { graph: changed, layout: changedLayout };
  await expect(linkCircuit(program, sharedGadgets, {})).rejects.toMatchObject({ code: 'circuit-invalid' });
  const inputs = new Map([['x', Float64Array.of(1, 2)]]);
  expect(() => computeWitness(program, inputs, new Map(), 1n)).toThrow(
    expect.objectContaining({ code: 'circuit-invalid' }) as Error,
  );
}

describe('a program whose parts do not fit is refused', () => {
  it('takes the program itself', async () => {
    expect((await linkCircuit({ graph, layout }, sharedGadgets, {})).system.rowCount).toBeGreaterThan(0);
  });

  it.each([
    ['fewer bits', { bits: 2 }],
    ['more bits', { bits: 4 }],
    ['another sign', { signed: false }],
    ['another count', { count: 1 }],
    ['another name', { name: 'w' }],
  ])('a statement that gives an input %s: its packing would not be unique', async (_, change) => {
    await expectRefusal(graph, { ...layout, inputs: [{ ...layout.inputs[0]!, ...change }] });
  });

  it('a statement with fewer or more inputs or outputs', async () => {
    await expectRefusal(graph, { ...layout, inputs: [] });
    await expectRefusal(graph, {
      ...layout,
      inputs: [layout.inputs[0]!, { ...layout.inputs[0]!, name: 'w' }],
    });
    await expectRefusal(graph, { ...layout, outputs: { ...layout.outputs, count: 1 } });
    await expectRefusal(graph, { ...layout, outputs: { ...layout.outputs, count: 3 } });
    // The values can leave the bits in which the statement packs them.
    await expectRefusal(graph, { ...layout, outputs: { ...layout.outputs, bits: 3 } });
    await expectRefusal(graph, { ...layout, outputs: { ...layout.outputs, bits: 2, signed: false } });
  });

  it('an input that is neither public nor committed: the key would call in the clear what is a commitment', async () => {
    for (const mode of [undefined, Object, 'secret']) {
      const input = { ...layout.inputs[0]!, mode: mode as 'public' };
      await expectRefusal(graph, { ...layout, inputs: [input] });
    }
    // Names that every object has.
    for (const name of ['constructor', '__proto__', 'toString']) {
      const named = {
        ...graph,
        inputs: [port(name, [2], 3, true)],
        nodes: [{ ...weigh, input: name }, activate, rename],
      };
      expect(programOf(named).layout.inputs).toEqual([{ ...layout.inputs[0]!, name }]);
    }
  });

  it('a statement with wider values than an element holds', async () => {
    for (const bits of [0, 249, 1.5, NaN]) {
      await expectRefusal(graph, { ...layout, outputs: { ...layout.outputs, bits } });
    }
  });

  it('two tensors of one name: intervals of one would be taken for the other', async () => {
    await expectRefusal({ ...graph, nodes: [weigh, activate, { ...rename, output: 'y' }] });
    await expectRefusal({ ...graph, nodes: [{ ...weigh, output: 'x' }, activate, rename] });
    await expectRefusal({ ...graph, inputs: [graph.inputs[0]!, graph.inputs[0]!] });
  });

  it('nodes that read what is not there, or in another size', async () => {
    await expectRefusal({ ...graph, nodes: [activate, weigh, rename] });
    await expectRefusal({ ...graph, nodes: [weigh, { ...activate, input: 'nowhere' }, rename] });
    await expectRefusal(
      { ...graph, inputs: [port('x', [3], 3, true)] },
      { ...layout, inputs: [{ ...layout.inputs[0]!, count: 3 }] },
    );
    await expectRefusal({
      ...graph,
      nodes: [{ ...weigh, weights: Float64Array.of(1, 2, 3) }, activate, rename],
    });
    await expectRefusal({ ...graph, nodes: [{ ...weigh, bias: Float64Array.of(1) }, activate, rename] });
    const sparse = { kind: 'sparse', inputs: 2, channels: 2, rowPointer: [0, 1, 2], column: [0, 2] } as const;
    const form = { ...sparse, rowPointer: [...sparse.rowPointer], column: [...sparse.column] };
    await expectRefusal({
      ...graph,
      nodes: [{ ...weigh, form, weights: Float64Array.of(1, 1) }, activate, rename],
    });
    await expectRefusal({ ...graph, outputs: [port('z', [3], 4, true)] });
    await expectRefusal({ ...graph, outputs: [port('nowhere', [2], 4, true)] });
    const pool = (size: [number, number], channels: number) => max('y', 'z', channels, window2d(size, 1));
    await expectRefusal({ ...graph, nodes: [weigh, activate, pool([1, 2], 2)] });
    // A window that lies in the padding alone has no largest value.
    const empty = { ...window2d([1, 2], 1), outputSpatial: [1, 2], padsBegin: [1, 0] };
    await expectRefusal({ ...graph, nodes: [weigh, activate, max('y', 'z', 1, empty)] });
  });

  it('shifts for other channels than the input has are linked right or not at all', async () => {
    // Element 4 has the first shift by the one count and the second interval by the other.
    const mixed = graphOf(
      [port('x', [2, 1], 3, true)],
      [
        linear('x', 'a', { kind: 'dense', rows: 2, inputs: 1, outputs: 3 }, [1, 1, 9], [0, 0, 0]),
        rescale('a', 'y', 'clamp', 8, [3, 0, 1, 0]),
        dense('y', 'q', [[1, 1, 1, 1, 1, 1]], [0]),
      ],
      [port('q', [1], 12, true)],
    );
    const program = programOf(mixed, { x: 'public' });
    const linked = await link(program).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'circuit-invalid' });
    });
    if (!linked) return;
    for (let first = -4; first < 4; first++) {
      for (let second = -4; second < 4; second++) {
        const inputs = new Map([['x', Float64Array.of(first, second)]]);
        await expectHonest(program, inputs, new Random(1), linked);
      }
    }
  });

  it('a rescale whose results leave the interval that later nodes build on', () => {
    const synthesizeWith = (low: bigint, high: bigint) => {
      const backend = new CollectBackend(1);
      const intervals = new Map([
        ['a', { inner: 1, low: [-100n], high: [100n] }],
        ['y', { inner: 1, low: [low], high: [high] }],
      ]);
      const node = rescale('a', 'y', 'clamp', 8, 2);
      const context = { ...createContext(graphOf([], [], []), backend), intervals };
      context.tensors.set('a', wireTensor([1]));
      synthesizeRescale(node, context);
    };
    expect(() => synthesizeWith(-25n, 25n)).not.toThrow();
    for (const [low, high] of [
      [-24n, 25n],
      [-25n, 24n],
    ] as const) {
      expect(() => synthesizeWith(low, high)).toThrow(
        expect.objectContaining({ code: 'circuit-invalid' }) as Error,
      );
    }
  });

  it('a quotient whose digits and divisor could wrap around the field, and none before', () => {
    const quotientBy = (bits: number) =>
      programOf(
        graphOf(
          [port('x', [1], 64, true), port('z', [1], 64, true)],
          [
            multiply('x', 'x', 'square'),
            multiply('square', 'x', 'cube'),
            rescale('z', 'divisor', 'relu', bits, 0),
            sum([[1, 'divisor']], 'positive', [1]),
            divide('cube', 'positive', 'quotient'),
            rescale('quotient', 'y', 'clamp', 16, 0),
          ],
          [port('y', [1], 16, true)],
        ),
      );
    // |x^3| <= 2^189: 190 digits, times a divisor of up to 2^59 or 2^60.
    expect(neededGadgets(quotientBy(59))).toContain('divide(190,59)');
    expect(() => neededGadgets(quotientBy(60))).toThrow(
      expect.objectContaining({ code: 'circuit-invalid' }) as Error,
    );
  });

  it('a committed input without a salt', () => {
    const program = programOf(graph, { x: 'committed' });
    const inputs = new Map([['x', Float64Array.of(1, 2)]]);
    expect(() => computeWitness(program, inputs, new Map(), 1n)).toThrow(
      expect.objectContaining({ code: 'input-invalid' }) as Error,
    );
  });

  it('stops when it is cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(linkCircuit({ graph, layout }, sharedGadgets, { signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});
