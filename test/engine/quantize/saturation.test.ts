import { join } from 'node:path';
import { mkdtemp } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { IntegerGraph, IntegerRescale } from '../../../src-main/engine/graph/integer-graph.ts';
import { rational } from '../../../src-main/engine/graph/rational.ts';
import { quantizeStage } from '../../../src-main/engine/pipeline/2-quantize/quantize-stage.ts';
import { SaturationCount } from '../../../src-main/engine/pipeline/2-quantize/saturation.ts';
import type { Samples } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { importBytes } from '../../support/import-file.ts';
import { type ModelInit, node, tensor, value } from '../../support/onnx-builder.ts';

const root = temporaryFolder();

function graphOf(...rescales: Partial<IntegerRescale>[]): IntegerGraph {
  const port = { name: 'x', shape: [4], bits: 16, signed: true, scale: rational(1n, 1n) };
  const nodes = rescales.map((rescale, index): IntegerRescale => {
    const base = { kind: 'rescale', operator: 'Relu', input: 'x', output: `y${index}`, inner: 1 } as const;
    return { ...base, name: `layer ${index}`, table: 'clamp', bits: 4, shifts: [1], ...rescale };
  });
  return { inputs: [port], outputs: [], nodes };
}

/** The share of these accumulators that does not fit. */
function shareOf(rescale: Partial<IntegerRescale>, values: number[] | bigint[]): number {
  const count = new SaturationCount(graphOf(rescale));
  count.add(new Map([['x', isBig(values) ? values : Float64Array.from(values)]]));
  return count.report()[0]?.share ?? 0;
}

function isBig(values: number[] | bigint[]): values is bigint[] {
  return typeof values[0] === 'bigint';
}

describe('values that do not fit', () => {
  test('a clamp to 4 bits behind a shift by 1 ends at -17 and 14', () => {
    expect(shareOf({}, [-17, 14, 0, 3])).toBe(0);
    expect(shareOf({}, [-18, 14, 0, 3])).toBe(0.25);
    expect(shareOf({}, [-17, 15, 16, 3])).toBe(0.5);
  });

  test('what a ReLU cuts off below zero fits; above its range it does not', () => {
    expect(shareOf({ table: 'relu' }, [-1000, -1, 30, 0])).toBe(0);
    expect(shareOf({ table: 'relu' }, [-1000, -1, 31, 0])).toBe(0.25);
  });

  test('every channel has its own shift, and without one the accumulator is the value', () => {
    const perChannel = { shifts: [0, 3], inner: 2 };
    expect(shareOf(perChannel, [7, -8, 59, -68])).toBe(0);
    expect(shareOf(perChannel, [8, -9, 60, -69])).toBe(1);
  });

  test('also where values are beyond doubles', () => {
    expect(shareOf({ shifts: [60] }, [-(2n ** 62n), 2n ** 62n, 0n, 0n])).toBe(0);
    expect(shareOf({ shifts: [59] }, [-(2n ** 62n), 2n ** 62n, 0n, 0n])).toBe(0.25);
  });

  test('layers come with the sample that has most of them, the worst layer first', () => {
    const count = new SaturationCount(graphOf({}, { table: 'relu' }, { bits: 16 }));
    for (const sample of [
      [0, 0, 0, 20],
      [-20, -20, 40, 0],
      [-20, 0, 0, 0],
    ]) {
      count.add(new Map([['x', Float64Array.from(sample)]]));
    }
    expect(count.report()).toEqual([
      { layer: 'layer 0', tensor: 'y0', share: 5 / 12, sample: 1 },
      { layer: 'layer 1', tensor: 'y1', share: 1 / 12, sample: 1 },
    ]);
  });
});

/** max(0, a + b) and its negative. */
const adding: ModelInit = {
  inputs: [value('x', [1, 2])],
  outputs: ['y'],
  nodes: [
    node('Gemm', ['x', 'ones'], 'sum'),
    node('Relu', ['sum'], 'positive', {}, { name: 'the sum' }),
    node('Gemm', ['positive', 'minus'], 'y'),
  ],
  constants: [tensor('ones', [2, 1], [1, 1]), tensor('minus', [1, 1], [-1])],
};

test('quantize names the layer that other samples than those of the ranges drive out of its bits', async () => {
  const { folder, modelHash } = await importBytes(adding, root);
  const set = (...samples: [number, number][]): Samples => ({
    count: samples.length,
    inputs: new Map([['x', samples.map((sample) => Float64Array.from(sample))]]),
  });
  // The largest sum is 0.6.
  const calibration = set([1, -0.4], [-0.5, 1]);
  const report = async (evaluation: Samples) => {
    const input = {
      modelHash,
      simplifiedPath: join(folder, 'simplified.onnx'),
      calibration,
      evaluation,
      limits: {},
    };
    const widths = { activationBits: 8, weightBits: 8, inputBits: 8, outputBits: 16 };
    return (await quantizeStage.run(input, widths, await mkdtemp(join(root, 'record-')), {})).accuracy
      .saturation;
  };
  expect(await report(set([1, -0.5], [-0.5, 1]))).toEqual([]);
  // Inputs no larger than those of the ranges, but never both at once.
  const [first] = await report(set([1, -0.5], [0.25, 0.25], [1, 1]));
  expect(first).toEqual({ layer: 'the sum', tensor: 'positive', share: 1 / 3, sample: 2 });
});
