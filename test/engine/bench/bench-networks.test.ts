import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { NETWORKS, writeNetwork, writeSamples } from '../../../bench/models/networks.ts';

/** By hand: weights and biases of every layer. */
const PARAMETERS: Record<string, number> = {
  'lenet-5': 61_706,
  'mnist-mlp': 784 * 2000 + 2000 + 2000 * 60 + 60 + 60 * 4000 + 4000 + 4000 * 10 + 10,
  'dense-4m': 4_206_595,
  'cnn-264k': 264_031,
  // Two layer norms, four projections, two layers of the MLP, the scale of the scores.
  'transformer-block': 2 * 128 + 4 * (64 * 64 + 64) + (64 * 256 + 256) + (256 * 64 + 64) + 1,
  lstm: 4 * 32 * (32 + 32) + 8 * 32,
};

describe.each(NETWORKS.map((network) => [network.name, network] as const))('%s', (name, network) => {
  test('runs in onnxruntime, keeps the size of its activations, and is equal in every run', async () => {
    const { bytes, parameterCount } = writeNetwork(network);
    expect(parameterCount).toBe(PARAMETERS[name]);
    expect(Buffer.from(writeNetwork(network).bytes).equals(bytes)).toBe(true);

    const text = writeSamples(network, 2);
    expect(writeSamples(network, 2)).toBe(text);
    const { inputs } = JSON.parse(text) as { inputs: { x: { data: number[][] } } };
    const [first, second] = inputs.x.data;
    expect(first).not.toEqual(second);

    const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
    const [output] = session.outputNames;
    const answers = [];
    for (const sample of [first!, second!]) {
      const x = new Tensor('float32', Float32Array.from(sample), network.shape);
      answers.push((await session.run({ x }))[output!]!);
    }
    await session.release();
    expect(answers[0]!.dims).toEqual(network.outputShape);
    const values = [...(answers[0]!.data as Float32Array)];
    expect(values).not.toEqual([...(answers[1]!.data as Float32Array)]);
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeGreaterThan(0.05);
    expect(largest).toBeLessThan(20);
  });
});
