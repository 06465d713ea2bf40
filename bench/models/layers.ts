import type { NetworkWriter } from './network-writer.ts';
import type { RandomReals } from './random-reals.ts';

/** A network under construction: where nodes go, and where weights come from. */
export interface Construction {
  writer: NetworkWriter;
  random: RandomReals;
}

/**
 * What follows a layer decides how its weights are scaled, so that activations keep their size from layer to layer:
 * variance 2 / inputs before a ReLU (He), 1 / inputs elsewhere (Xavier, for a layer as wide as its input).
 */
export type Following = 'relu' | 'linear';

/** Random weights of a layer each of whose outputs sums over `fanIn` inputs. */
export function weights(
  { writer, random }: Construction,
  shape: readonly number[],
  fanIn: number,
  following: Following,
): string {
  const deviation = Math.sqrt((following === 'relu' ? 2 : 1) / fanIn);
  return writer.constant(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => random.normal(0, deviation)),
  );
}

/** Random biases, as PyTorch initialises them. */
export function biases({ writer, random }: Construction, count: number, fanIn: number): string {
  const bound = 1 / Math.sqrt(fanIn);
  return writer.constant(
    [count],
    Float32Array.from({ length: count }, () => random.uniform(-bound, bound)),
  );
}

/** A dense layer on [1, inputs]. */
export function dense(
  construction: Construction,
  input: string,
  [inputs, outputs]: readonly [number, number],
  following: Following,
): string {
  const parameters = [
    weights(construction, [outputs, inputs], inputs, following),
    biases(construction, outputs, inputs),
  ];
  const { writer } = construction;
  const sum = writer.apply('Gemm', [input, ...parameters], { transB: { integer: 1 } });
  return following === 'relu' ? writer.apply('Relu', [sum]) : sum;
}

/** A chain of dense layers with ReLU between them. */
export function multilayerPerceptron(
  construction: Construction,
  input: string,
  widths: readonly number[],
): string {
  let tensor = input;
  for (let layer = 1; layer < widths.length; layer++) {
    const following = layer + 1 < widths.length ? 'relu' : 'linear';
    tensor = dense(construction, tensor, [widths[layer - 1]!, widths[layer]!], following);
  }
  return tensor;
}

/** 5x5 convolution without padding, ReLU, 2x2 max pool: [1, inputs, h, w] to [1, outputs, (h - 4) / 2, (w - 4) / 2]. */
export function convolveAndPool(
  construction: Construction,
  input: string,
  [inputs, outputs]: readonly [number, number],
): string {
  const size = 5;
  const fanIn = inputs * size * size;
  const parameters = [
    weights(construction, [outputs, inputs, size, size], fanIn, 'relu'),
    biases(construction, outputs, fanIn),
  ];
  const { writer } = construction;
  const sums = writer.apply('Conv', [input, ...parameters], { kernel_shape: { integers: [size, size] } });
  return writer.apply('MaxPool', [writer.apply('Relu', [sums])], {
    kernel_shape: { integers: [2, 2] },
    strides: { integers: [2, 2] },
  });
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}
