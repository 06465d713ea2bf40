import { biases, type Construction, multilayerPerceptron, weights } from '../models/layers.ts';
import type { BenchNetwork } from '../models/networks.ts';

/** Channels of the convolutions; 'pool' halves the image. */
const LAYERS = [
  64,
  64,
  'pool',
  128,
  128,
  'pool',
  256,
  256,
  256,
  'pool',
  512,
  512,
  512,
  'pool',
  512,
  512,
  512,
  'pool',
] as const;

/** VGG-16 as it is used on CIFAR-10: thirteen convolutions of 3x3, three dense layers. */
export const VGG_16: BenchNetwork = {
  name: 'vgg-16',
  description: 'VGG-16 on 3x32x32 with ReLU and max pools: 13 convolutions of 3x3, dense 512-512-512-10',
  shape: [1, 3, 32, 32],
  outputShape: [1, 10],
  draw: (random) => random.uniform(-1, 1),
  build(construction, input) {
    const { writer } = construction;
    let [tensor, channels] = [input, 3];
    for (const layer of LAYERS) {
      if (layer === 'pool') {
        const window = { kernel_shape: { integers: [2, 2] }, strides: { integers: [2, 2] } };
        tensor = writer.apply('MaxPool', [tensor], window);
      } else {
        tensor = writer.apply('Relu', [convolve(construction, tensor, channels, layer)]);
        channels = layer;
      }
    }
    return multilayerPerceptron(construction, writer.apply('Flatten', [tensor]), [512, 512, 512, 10]);
  },
};

function convolve(construction: Construction, input: string, inputs: number, outputs: number): string {
  const fanIn = 9 * inputs;
  const parameters = [
    weights(construction, [outputs, inputs, 3, 3], fanIn, 'relu'),
    biases(construction, outputs, fanIn),
  ];
  return construction.writer.apply('Conv', [input, ...parameters], {
    kernel_shape: { integers: [3, 3] },
    pads: { integers: [1, 1, 1, 1] },
  });
}
