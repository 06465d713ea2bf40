import { describe, expect, test } from 'vitest';
import { evaluateFloatTwin } from '../../../src-main/engine/graph/float-twin.ts';
import { openReferenceNetwork } from '../../../src-main/engine/pipeline/1-import/reference-network.ts';
import {
  activationNames,
  calibrate,
  type Range,
} from '../../../src-main/engine/pipeline/2-quantize/calibrate.ts';
import { quantizeGraph } from '../../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import { sampleAt } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { randomSamples } from '../../support/check-network.ts';
import { lowerModel } from '../../support/lower-model.ts';
import { node, tensor, value } from '../../support/onnx-builder.ts';
import { Random } from '../../support/random.ts';

const random = new Random(5);

/** Tensors of the network, and what lowering makes of a Softmax: exponentials, their sum, a quotient. */
const { lowered, simplified } = await lowerModel({
  inputs: [value('x', [2, 4])],
  outputs: ['y'],
  nodes: [
    node('Gemm', ['x', 'w'], 'accumulator'),
    node('Relu', ['accumulator'], 'activation'),
    node('Gemm', ['activation', 'v'], 'scores'),
    node('Softmax', ['scores'], 'y'),
  ],
  constants: [tensor('w', [4, 5], random.normals(20)), tensor('v', [5, 3], random.normals(15))],
});

async function measure(onProgress?: (progress: { fraction?: number }) => void) {
  const samples = randomSamples(lowered, new Random(6), 4);
  const network = await openReferenceNetwork(simplified, activationNames(lowered));
  try {
    const seen = new Map<string, Range>();
    const widen = (name: string, values: Float64Array) => {
      const { low, high } = seen.get(name) ?? { low: Infinity, high: -Infinity };
      seen.set(name, { low: Math.min(low, ...values), high: Math.max(high, ...values) });
    };
    for (let index = 0; index < samples.count; index++) {
      const inputs = sampleAt(samples, index);
      for (const [name, values] of evaluateFloatTwin(lowered, inputs))
        if (name.includes('#')) widen(name, values);
      for (const [name, { values }] of await network.run(inputs)) widen(name, values);
      for (const [name, values] of inputs) widen(name, values);
    }
    return { ranges: await calibrate(lowered, network, samples, { onProgress }), seen };
  } finally {
    await network.release();
  }
}

describe('ranges', () => {
  test('are the least and greatest value of each tensor over all samples', async () => {
    const { ranges, seen } = await measure();
    expect(ranges.size).toBeGreaterThan(5);
    for (const [name, range] of ranges) expect(range, name).toEqual(seen.get(name));
    expect([...ranges.keys()]).toEqual(expect.arrayContaining(['x', 'activation', 'y']));
  });

  test('are known of all that quantization rounds, made-up tensors among them, but of no accumulator', async () => {
    const { ranges } = await measure();
    const widths = { activationBits: 8, weightBits: 8, inputBits: 8, outputBits: 16 };
    expect(quantizeGraph(lowered, ranges, widths).graph.outputs).toHaveLength(1);
    expect([...ranges.keys()].some((name) => name.includes('#'))).toBe(true);
    const [accumulator] = lowered.nodes.filter(({ kind }) => kind === 'linear').map(({ output }) => output);
    expect(ranges.has(accumulator!)).toBe(accumulator === 'accumulator');
  });

  test('come with progress to the end', async () => {
    const fractions: (number | undefined)[] = [];
    await measure(({ fraction }) => fractions.push(fraction));
    expect(fractions).toEqual([0.25, 0.5, 0.75, 1]);
  });
});
