import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluateFloatTwin } from '../../../src-main/engine/graph/float-twin.ts';
import type { IntegerLinear, IntegerRescale } from '../../../src-main/engine/graph/integer-graph.ts';
import type { LoweredGraph } from '../../../src-main/engine/graph/lowered-graph.ts';
import { quantizeInput } from '../../../src-main/engine/graph/quantize-input.ts';
import { rational, toNumber } from '../../../src-main/engine/graph/rational.ts';
import { decodeRecord, encodeRecord } from '../../../src-main/engine/graph/record.ts';
import { calibrate, type Range } from '../../../src-main/engine/pipeline/2-quantize/calibrate.ts';
import { quantizeGraph } from '../../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import { quantizeStage } from '../../../src-main/engine/pipeline/2-quantize/quantize-stage.ts';
import type { Samples } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { openReferenceNetwork } from '../../../src-main/engine/pipeline/1-import/reference-network.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { checkLowered, expectSound, randomSamples } from '../../support/check-network.ts';
import { importBytes } from '../../support/import-file.ts';
import { lowerModel } from '../../support/lower-model.ts';
import type { ModelInit } from '../../support/onnx-builder.ts';
import { NetworkBuilder } from '../../support/random-networks.ts';
import { Random } from '../../support/random.ts';

const BITS = { activationBits: 8, weightBits: 8, inputBits: 8, outputBits: 16 };
const root = temporaryFolder();

/** Ranges as the float twin sees them. */
function observe(lowered: LoweredGraph, samples: Samples): Map<string, Range> {
  const ranges = new Map<string, Range>();
  for (let index = 0; index < samples.count; index++) {
    const inputs = new Map([...samples.inputs].map(([name, values]) => [name, values[index]!]));
    for (const [name, values] of evaluateFloatTwin(lowered, inputs)) {
      const { low, high } = ranges.get(name) ?? { low: Infinity, high: -Infinity };
      ranges.set(name, { low: Math.min(low, ...values), high: Math.max(high, ...values) });
    }
  }
  return ranges;
}

const dense = (weights: number[], inputs: number, outputs: number, bias?: number[]): ModelInit => {
  const build = new NetworkBuilder(new Random(1), [1, inputs]);
  const others = [build.constant([inputs, outputs], weights)];
  if (bias) others.push(build.constant([outputs], bias));
  return build.apply('Gemm', [1, outputs], others).finish();
};

describe('scales', () => {
  test('are the exact rationals of the observed ranges', async () => {
    const { lowered } = await lowerModel(new NetworkBuilder(new Random(2), [1, 3]).gemm(2).relu().finish());
    const { nodes, inputs, outputs } = lowered;
    const ranges = new Map<string, Range>([
      [inputs[0]!.name, { low: -1.5, high: 0.75 }],
      [nodes.find(({ kind }) => kind === 'rescale')!.output, { low: 0, high: 0.1 }],
    ]);
    const { graph, scales } = quantizeGraph(lowered, ranges, BITS);
    // An eighth more than the samples show.
    expect(graph.inputs[0]).toMatchObject({ bits: 8, signed: true, scale: rational(27n, 16n * 127n) });
    // 0.1 is the double 3602879701896397 / 2^55; an output reaches twice as far.
    expect(graph.outputs[0]).toMatchObject({
      bits: 16,
      signed: false,
      scale: rational(2n * 3602879701896397n, 2n ** 55n * 65535n),
    });
    expect(scales.get(outputs[0]!.name)).toEqual(graph.outputs[0]!.scale);
  });

  test('an input that is never negative is unsigned; one whose samples end at a whole number ends there', async () => {
    const { lowered } = await lowerModel(new NetworkBuilder(new Random(2), [1, 3]).relu().finish());
    const range = (low: number, high: number) =>
      new Map([
        ['x', { low, high }],
        [lowered.outputs[0]!.name, { low: 0, high }],
      ]);
    expect(quantizeGraph(lowered, range(0, 255), BITS).graph.inputs[0]).toMatchObject({
      signed: false,
      scale: rational(1n, 1n),
    });
    expect(quantizeGraph(lowered, range(0, 0), BITS).graph.inputs[0]).toMatchObject({
      signed: false,
      scale: rational(1n, 255n),
    });
    expect(quantizeGraph(lowered, range(-1, 0), BITS).graph.inputs[0]).toMatchObject({
      signed: true,
      scale: rational(1n, 127n),
    });
  });

  test('inputs round to the nearest multiple and saturate', () => {
    const port = { name: 'x', shape: [7], bits: 4, signed: true, scale: rational(1n, 2n) };
    expect(quantizeInput(port, [0.24, 0.26, -0.26, 3.5, 100, -4, -100])).toEqual(
      Float64Array.of(0, 1, -1, 7, 7, -8, -8),
    );
    expect(quantizeInput({ ...port, signed: false }, [-1, 0, 7.5, 7.8])).toEqual(
      Float64Array.of(0, 0, 15, 15),
    );
    expect(Object.is(quantizeInput(port, [-0.1])[0], 0)).toBe(true);
  });
});

describe('difficult weights', () => {
  const check = async (init: ModelInit, seed = 4) => {
    const imported = await lowerModel(init);
    const random = new Random(seed);
    const samples = randomSamples(imported.lowered, random, 8);
    await checkLowered(imported, samples, random);
    return quantizeGraph(imported.lowered, observe(imported.lowered, samples), BITS).graph;
  };

  test('a channel whose weights are all zero, with and without bias', async () => {
    const graph = await check(dense([1, 0, 0, 2, 0, 0, -3, 0, 0], 3, 3, [0.5, 0.25, 0]));
    const [linear] = graph.nodes as IntegerLinear[];
    expect([...linear!.weights.slice(3)]).toEqual(new Array(6).fill(0));
    expect(linear!.bias[2]).toBe(0);
  });

  test('a network whose output is always zero', async () => {
    await check(dense([0, 0], 2, 1));
  });

  test('a large bias beside tiny weights', async () => {
    const graph = await check(dense([1e-6, -2e-6, 1, 2], 2, 2, [1000, -1000]));
    const [linear] = graph.nodes as IntegerLinear[];
    expect(Math.max(...linear!.bias.map(Math.abs))).toBeLessThanOrEqual(2 ** 40);
  });

  test('weights from 1e-30 to 1e30', async () => {
    await check(dense([1e-30, 1e30, 1e-10, 1], 2, 2));
    await check(dense([3e-38, 1e-38], 2, 1));
  });

  test('the weights of every channel use the weight bits, with a shift for each channel', async () => {
    const graph = await check(dense([1, 1000, 0.001, 2, 2000, 0.002, -1, 500, 0.0015], 3, 3));
    const [linear, rescale] = graph.nodes as [IntegerLinear, IntegerRescale];
    for (let channel = 0; channel < 3; channel++) {
      const largest = Math.max(...linear.weights.slice(channel * 3, channel * 3 + 3).map(Math.abs));
      expect(largest).toBeGreaterThan(63);
      // Without a shift to take away, a channel may need larger weights for its 16-bit outputs.
      if (rescale.shifts[channel] !== 0) expect(largest).toBeLessThanOrEqual(127);
    }
    expect(new Set(rescale.shifts).size).toBe(3);
  });

  test('ranges that the samples show far too small', async () => {
    const { lowered } = await lowerModel(dense([1e20, 1], 2, 1, [1e30]));
    const ranges = new Map([
      ['x', { low: -1, high: 1 }],
      [lowered.outputs[0]!.name, { low: -1e-30, high: 1e-30 }],
    ]);
    await appErrorOf(
      Promise.resolve().then(() => quantizeGraph(lowered, ranges, BITS)),
      'model-unsupported-operator',
    );
  });
});

describe('all widths', () => {
  test.each([
    [2, 2, 2, 2],
    [32, 32, 32, 32],
    [8, 8, 16, 8],
    [12, 8, 16, 4],
    [4, 16, 2, 32],
  ])(
    'activations %i, weights %i, inputs %i, outputs %i: sound, and outputs fit their bits',
    async (activationBits, weightBits, inputBits, outputBits) => {
      const networks = [
        (build: NetworkBuilder) => build.convolution(2).pool().relu().flatten().gemm(3),
        (build: NetworkBuilder) => build.relu().reshape([8, 2]),
        (build: NetworkBuilder) => build.pool('MaxPool'),
        (build: NetworkBuilder) => build.apply('Identity', [1, 1, 4, 4]),
      ];
      for (const network of networks) {
        const random = new Random(activationBits);
        const { lowered } = await lowerModel(network(new NetworkBuilder(random, [1, 1, 4, 4])).finish());
        const samples = randomSamples(lowered, random, 3);
        const options = { activationBits, weightBits, inputBits, outputBits };
        const { graph } = quantizeGraph(lowered, observe(lowered, samples), options);
        expectSound(graph, samples, random);
        const record = encodeRecord({ modelHash: '', graph });
        expect(Buffer.compare(encodeRecord(decodeRecord(record)), record)).toBe(0);
      }
    },
  );
});

describe('samples that the network cannot answer', () => {
  const overflowing = dense([3e38, 3e38], 2, 1);

  test('an infinite result names the tensor', async () => {
    const { simplified, lowered } = await lowerModel(overflowing);
    const network = await openReferenceNetwork(simplified, []);
    const samples = { count: 1, inputs: new Map([['x', [Float64Array.of(2, 2)]]]) };
    const error = await appErrorOf(calibrate(lowered, network, samples, {}), 'samples-invalid');
    expect(error.message).toContain(`"${lowered.outputs[0]!.name}"`);
    const aborted = calibrate(lowered, network, samples, { signal: AbortSignal.abort() });
    await appErrorOf(aborted, 'aborted');
    await network.release();
  });

  test('only in the evaluation set as well', async () => {
    const { folder, modelHash } = await importBytes(overflowing, root);
    const into = await mkdtemp(join(root, 'quantize-'));
    const set = (value: number) => ({ count: 1, inputs: new Map([['x', [Float64Array.of(value, 0)]]]) });
    const run = (evaluation: Samples) =>
      quantizeStage.run(
        {
          modelHash,
          simplifiedPath: join(folder, 'simplified.onnx'),
          calibration: set(0.5),
          evaluation,
          limits: {},
        },
        BITS,
        into,
        {},
      );
    await appErrorOf(run(set(1000)), 'samples-invalid');
    expect(await readdir(into)).toEqual([]);
    const { accuracy } = await run(set(0.5));
    expect(accuracy).toMatchObject({
      samples: 1,
      topOneAgreement: null,
      floatAccuracy: null,
      integerAccuracy: null,
    });
    const record = decodeRecord(new Uint8Array(await readFile(join(into, 'record.json'))));
    expect(toNumber(record.graph.inputs[0]!.scale)).toBeCloseTo((1.125 * 0.5) / 255, 12);
  });
});
