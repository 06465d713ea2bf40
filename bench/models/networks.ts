import { buildTransformerBlock } from './transformer-block.ts';
import { type Construction, convolveAndPool, multilayerPerceptron, weights } from './layers.ts';
import { NetworkWriter } from './network-writer.ts';
import { randomReals, type RandomReals } from './random-reals.ts';

/** A network that others have published figures about. Its weights are random, since no figure here depends on them. */
export interface BenchNetwork {
  name: string;
  /** What it is, in a line. */
  description: string;
  /** Shape of its one input. */
  shape: readonly number[];
  outputShape: readonly number[];
  /** One value of a random sample. */
  draw(random: RandomReals): number;
  /** Adds the nodes, and returns the name of the output. */
  build(construction: Construction, input: string): string;
}

const unit = (random: RandomReals) => random.uniform(0, 1);
const signed = (random: RandomReals) => random.uniform(-1, 1);
const normal = (random: RandomReals) => random.normal(0, 1);

export const NETWORKS: readonly BenchNetwork[] = [
  {
    name: 'lenet-5',
    description: 'LeNet-5 on 1x32x32 with ReLU and max pools: conv 6 and 16 of 5x5, dense 400-120-84-10',
    shape: [1, 1, 32, 32],
    outputShape: [1, 10],
    draw: unit,
    build: (construction, input) => convolutional(construction, input, [1, 6, 16], [400, 120, 84, 10]),
  },
  {
    name: 'mnist-mlp',
    description: 'dense 784-2000-60-4000-10 with ReLU',
    shape: [1, 784],
    outputShape: [1, 10],
    draw: unit,
    build: (construction, input) => multilayerPerceptron(construction, input, [784, 2000, 60, 4000, 10]),
  },
  {
    name: 'dense-4m',
    description: 'dense 4-1024-1024-1024-1024-1024-3 with ReLU',
    shape: [1, 4],
    outputShape: [1, 3],
    draw: signed,
    build: (construction, input) =>
      multilayerPerceptron(construction, input, [4, 1024, 1024, 1024, 1024, 1024, 3]),
  },
  {
    name: 'cnn-264k',
    description: 'on 3x32x32 with ReLU and max pools: conv 12 and 33 of 5x5, dense 825-251-175-10',
    shape: [1, 3, 32, 32],
    outputShape: [1, 10],
    draw: signed,
    build: (construction, input) => convolutional(construction, input, [3, 12, 33], [825, 251, 175, 10]),
  },
  {
    name: 'transformer-block',
    description: '16 tokens of 64 features, 4 heads, MLP 64-256-64 with GELU, layer norms before both parts',
    shape: [1, 16, 64],
    outputShape: [1, 16, 64],
    draw: normal,
    build: (construction, input) =>
      buildTransformerBlock(construction, input, { tokens: 16, features: 64, heads: 4, hidden: 256 }),
  },
  {
    name: 'lstm',
    description:
      'one LSTM layer, 10 steps of 32 inputs, 32 hidden units; the output is the last hidden state',
    shape: [10, 1, 32],
    outputShape: [1, 1, 32],
    draw: normal,
    build: (construction, input) => longShortTermMemory(construction, input, 32, 32),
  },
];

/** The .onnx file of a network. Equal in every run. */
export function writeNetwork({ name, shape, outputShape, build }: BenchNetwork): {
  bytes: Uint8Array;
  parameterCount: number;
} {
  const writer = new NetworkWriter(name);
  const output = build({ writer, random: randomReals(1) }, writer.input('x', shape));
  return { bytes: writer.finish(output, outputShape), parameterCount: writer.parameterCount };
}

/** The samples file of a network: `count` random inputs. Equal in every run. */
export function writeSamples({ shape, draw }: BenchNetwork, count: number): string {
  const random = randomReals(2);
  const length = shape.reduce((size, dimension) => size * dimension, 1);
  const data = Array.from({ length: count }, () =>
    Array.from({ length }, () => Number(draw(random).toFixed(6))),
  );
  return JSON.stringify({ format: 'proofpress-samples-1', inputs: { x: { shape, data } } });
}

/** Convolutions with pools, then dense layers on what they leave. */
function convolutional(
  construction: Construction,
  input: string,
  channels: readonly number[],
  widths: readonly number[],
): string {
  let tensor = input;
  for (let layer = 1; layer < channels.length; layer++)
    tensor = convolveAndPool(construction, tensor, [channels[layer - 1]!, channels[layer]!]);
  return multilayerPerceptron(construction, construction.writer.apply('Flatten', [tensor]), widths);
}

/** An LSTM on [steps, 1, inputs], as one node; gates stand in the order input, output, forget, cell. */
function longShortTermMemory(
  construction: Construction,
  input: string,
  inputs: number,
  hidden: number,
): string {
  const { writer, random } = construction;
  const gates = 4 * hidden;
  const bound = 1 / Math.sqrt(hidden);
  const bias = Float32Array.from({ length: 2 * gates }, () => random.uniform(-bound, bound));
  const parameters = [
    weights(construction, [1, gates, inputs], inputs, 'linear'),
    weights(construction, [1, gates, hidden], hidden, 'linear'),
    writer.constant([1, 2 * gates], bias),
  ];
  return writer.apply('LSTM', [input, ...parameters], { hidden_size: { integer: hidden } }, 1);
}
