import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalCount } from '../../../src-main/engine/chain/statement-layout.ts';
import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { intervalAt, staticIntervals } from '../../../src-main/engine/graph/intervals.ts';
import type { LinearForm } from '../../../src-main/engine/graph/linear-map.ts';
import { readBinFile } from '../../../src-main/engine/proofs/binfile/read-bin-file.ts';
import { setupKeys } from '../../../src-main/engine/proofs/groth16/keys/setup-keys.ts';
import type { ConstraintSystem } from '../../../src-main/engine/proofs/groth16/linker/constraint-system.ts';
import { linkCircuit } from '../../../src-main/engine/proofs/groth16/linker/link-circuit.ts';
import { writeR1cs } from '../../../src-main/engine/proofs/groth16/linker/write-r1cs.ts';
import { releaseCurve } from '../../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { writeLocalPtau } from '../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { graphOf, linear, port, rescale, window2d } from '../support/integer-nodes.ts';
import { expectHonest, link, programOf, randomInputs, sharedGadgets } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Dense and ReLU, 8-bit weights and activations. */
function layer(
  inputs: number,
  outputs: number,
  form: LinearForm,
  weights: ArrayLike<number>,
  bias: ArrayLike<number> = new Float64Array(outputs).fill(-100),
): IntegerGraph {
  return graphOf(
    [port('x', [1, inputs], 8, false)],
    [linear('x', 'a', form, weights, bias), rescale('a', 'y', 'relu', 8, 9)],
    [port('y', [1, outputs], 16, true)],
  );
}

/** The same layer with one input in the place of all: its weight is chosen so that the accumulators are as wide. */
function denseAndNarrow(inputs: number, outputs: number) {
  const random = new Random(inputs);
  // Within a row all weights have one sign: then a single weight, their sum, gives the very same interval.
  const weights = Float64Array.from({ length: inputs * outputs }, (_, index) => {
    const weight = random.integer(1, 127);
    return Math.floor(index / inputs) % 4 === 3 ? -weight : weight;
  });
  const sums = Array.from({ length: outputs }, (_, output) =>
    weights.subarray(output * inputs, (output + 1) * inputs).reduce((sum, weight) => sum + weight, 0),
  );
  // Accumulators on both sides of zero.
  const bias = sums.map((sum) => -128 * sum);
  return {
    dense: layer(inputs, outputs, { kind: 'dense', rows: 1, inputs, outputs }, weights, bias),
    /** All inputs are in the statement, but each output reads only the first. */
    reading: layer(
      inputs,
      outputs,
      {
        kind: 'sparse',
        inputs,
        channels: outputs,
        rowPointer: Array.from({ length: outputs + 1 }, (_, index) => index),
        column: new Array<number>(outputs).fill(0),
      },
      sums,
      bias,
    ),
    /** There is only one input. */
    single: layer(1, outputs, { kind: 'dense', rows: 1, inputs: 1, outputs }, sums, bias),
  };
}

/** What Groth16's coefficient section holds: the terms of A and B, and a binding term for the one and each signal. */
function keyTerms({ A, B, publicCount }: ConstraintSystem): number {
  return A.wire.length + B.wire.length + publicCount + 1;
}

function mixedLayer(inputs: number, outputs: number): IntegerGraph {
  const random = new Random(7);
  const form = { kind: 'dense', rows: 1, inputs, outputs } as const;
  return layer(inputs, outputs, form, random.list(inputs * outputs, -127, 127));
}

describe('linear layers are free', () => {
  it('784 x 128 dense and ReLU: under 2 seconds, at most W + 5 rows an output', async () => {
    const program = programOf(mixedLayer(784, 128), { x: 'public' });
    await link(program);
    const started = performance.now();
    const { system, layers } = await linkCircuit(program, sharedGadgets, {});
    const seconds = (performance.now() - started) / 1000;
    const intervals = staticIntervals(program.graph).get('a')!;
    let bound = 0;
    for (let output = 0; output < 128; output++) {
      const { low, high } = intervalAt(intervals, output);
      bound += (high - low).toString(2).length + 5;
    }
    const rows = layers.find((entry) => entry.layer === 'y')!.rows;
    expect(layers.find((entry) => entry.layer === 'a')!.rows).toBe(0);
    expect(rows).toBeLessThanOrEqual(bound);
    // Besides: one row for ctx, a digit row per input bit and one per input, one per packed element.
    expect(system.rowCount).toBe(rows + 1 + 784 * 9 + (signalCount(program.layout) - 1));
    expect(seconds).toBeLessThan(2);
    await expectHonest(program, randomInputs(program.graph, new Random(2)), new Random(3));
  });

  it('keeps every weight out of A and B: 784 inputs make the key no larger than one', async () => {
    const { dense, reading, single } = denseAndNarrow(784, 128);
    const [wide, narrow, one] = await Promise.all(
      [dense, reading, single].map(async (graph) => (await link(programOf(graph, { x: 'public' }))).system),
    );
    expect(wide!.C.wire.length).toBeGreaterThan(784 * 128);
    expect(wide!.rowCount).toBe(narrow!.rowCount);
    expect(keyTerms(wide!)).toBe(keyTerms(narrow!));
    // Without the 783 inputs their digits go (A: bit; B: bit - 1) and so do packed elements, nothing else.
    expect(keyTerms(wide!) - keyTerms(one!)).toBe(783 * 8 * 3 + (wide!.publicCount - one!.publicCount));
  });

  it('an average pool behind a convolution takes no rows either, unless long sums stand in several windows', async () => {
    const random = new Random(9);
    const block = (channels: number, stride = 2) =>
      graphOf(
        [port('x', [1, channels, 8, 8], 4, false)],
        [
          linear(
            'x',
            'a',
            {
              kind: 'convolution',
              inputChannels: channels,
              outputChannels: 2,
              groups: 1,
              ...window2d([8, 8], 5, 1),
            },
            random.list(50 * channels, -7, 7),
            [30, -40],
          ),
          linear(
            'a',
            'b',
            {
              kind: 'convolution',
              inputChannels: 2,
              outputChannels: 2,
              groups: 2,
              ...window2d([4, 4], 2, stride),
            },
            new Float64Array(8).fill(1),
            [0, 0],
          ),
          rescale('b', 'y', 'relu', 4, 6),
        ],
        [port('y', [1, 2, 4 - stride, 4 - stride], 8, true)],
      );
    const rowsOf = (graph: IntegerGraph) => link(programOf(graph)).then(({ layers }) => layers);
    const layerRows = (layers: { layer: string; rows: number }[], name: string) =>
      layers.find(({ layer }) => layer === name)!.rows;
    const short = await rowsOf(block(1));
    expect([layerRows(short, 'a'), layerRows(short, 'b')]).toEqual([0, 0]);
    // Windows that do not overlap write every sum out once, however long it is.
    const long = await rowsOf(block(41));
    expect([layerRows(long, 'a'), layerRows(long, 'b')]).toEqual([0, 0]);
    const overlapping = await rowsOf(block(41, 1));
    expect([layerRows(overlapping, 'a'), layerRows(overlapping, 'b')]).toEqual([32, 0]);
    const program = programOf(block(1));
    await expectHonest(program, randomInputs(program.graph, random), random);
  });

  it('never puts a combination into A or B, in a network with everything in it', async () => {
    const { system } = await link(programOf(mixedLayer(20, 3), { x: 'committed' }));
    for (let row = 0; row < system.rowCount; row++) {
      const length = (matrix: ConstraintSystem['A']) => matrix.rowPointer[row + 1]! - matrix.rowPointer[row]!;
      const [a, b, c] = [length(system.A), length(system.B), length(system.C)];
      // A row that carries a layer's 20 weights is linear.
      const readsInputs = c > 20;
      if (readsInputs) expect([a, b]).toEqual([0, 0]);
    }
  });

  describe('in keys made by snarkjs', () => {
    const folder = temporaryFolder();
    beforeAll(() => writeLocalPtau(join(folder, 'local.ptau'), 11));
    afterAll(releaseCurve);

    async function coefficientEntries(graph: IntegerGraph, name: string) {
      const { system } = await link(programOf(graph, { x: 'public' }));
      const path = (extension: string) => join(folder, `${name}.${extension}`);
      await writeR1cs(path('r1cs'), system, {});
      await setupKeys({
        r1csPath: path('r1cs'),
        ptauPath: join(folder, 'local.ptau'),
        zkeyPath: path('zkey'),
      });
      const section = (await readBinFile(path('zkey'), 'zkey')).sections.get(4)!;
      const bytes = await readFile(path('zkey'));
      const entries = bytes.readUInt32LE(section.offset);
      // u32 matrix, u32 row, u32 wire, 32-byte coefficient.
      expect(section.size).toBe(4 + 44 * entries);
      return { entries, system };
    }

    it('64 x 4 takes as many coefficients as 1 x 4', async () => {
      const { dense, reading, single } = denseAndNarrow(64, 4);
      const wide = await coefficientEntries(dense, 'wide');
      const narrow = await coefficientEntries(reading, 'narrow');
      const one = await coefficientEntries(single, 'one');
      expect(wide.entries).toBe(keyTerms(wide.system));
      expect(narrow.entries).toBe(wide.entries);
      const packed = wide.system.publicCount - one.system.publicCount;
      expect(wide.entries - one.entries).toBe(63 * 8 * 3 + packed);
    });
  });
});
