import {
  type ConvolutionForm,
  type LinearForm,
  product,
  type TransposedConvolutionForm,
  type WindowForm,
} from '../../src-main/engine/graph/linear-map.ts';
import type { Random } from './random.ts';

/** A random linear form on a tensor of shape [channels, ...spatial]. */
export function randomLinearForm(random: Random, channels: number, spatial: number[]): LinearForm {
  const size = channels * product(spatial);
  return random.pick<() => LinearForm>([
    () => dense(random, channels, size),
    () => convolution(random, channels, spatial),
    () => transposedConvolution(random, channels, spatial),
    () => sparse(random, size),
  ])();
}

function dense(random: Random, channels: number, size: number): LinearForm {
  const rows = random.boolean() ? channels : 1;
  return { kind: 'dense', rows, inputs: size / rows, outputs: random.integer(1, 6) };
}

function sparse(random: Random, size: number): LinearForm {
  const rows = random.integer(1, 3) * 2;
  const rowPointer = [0];
  const column: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let source = 0; source < size; source++) if (random.boolean(0.3)) column.push(source);
    rowPointer.push(column.length);
  }
  const form = { kind: 'sparse', inputs: size, channels: random.pick([1, 2, rows]) } as const;
  return random.boolean()
    ? { ...form, rowPointer, column }
    : { ...form, rowPointer: Int32Array.from(rowPointer), column: Int32Array.from(column) };
}

/** Dilated, and padded at both ends: some windows lie in the padding altogether. */
function convolution(random: Random, channels: number, spatial: number[]): ConvolutionForm {
  const window = randomWindow(random, spatial);
  const dilations = spatial.map(() => random.integer(1, 2));
  const outputSpatial = window.outputSpatial.map((size) => size + random.integer(0, 1));
  return { kind: 'convolution', ...channelsOf(random, channels), ...window, dilations, outputSpatial };
}

/** Padding at both ends, and outputs that no input reaches. */
function transposedConvolution(
  random: Random,
  channels: number,
  inputSpatial: number[],
): TransposedConvolutionForm {
  const kernel = inputSpatial.map(() => random.integer(1, 3));
  const strides = inputSpatial.map(() => random.integer(1, 3));
  const dilations = inputSpatial.map(() => random.integer(1, 2));
  const padsBegin = kernel.map((size) => random.integer(0, size - 1));
  const outputSpatial = inputSpatial.map((size, axis) => {
    const reached = (size - 1) * strides[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1;
    return Math.max(1, reached - padsBegin[axis]! + random.integer(-1, 1));
  });
  const window = { inputSpatial, outputSpatial, kernel, strides, dilations, padsBegin };
  return { kind: 'transposedConvolution', ...channelsOf(random, channels), ...window };
}

function channelsOf(random: Random, inputChannels: number) {
  const groups = random.boolean() ? inputChannels : 1;
  return { inputChannels, outputChannels: groups * random.pick([1, 2, 5]), groups };
}

/** A window of which every position meets an element. */
export function randomWindow(random: Random, inputSpatial: number[]): WindowForm {
  const kernel = inputSpatial.map((size) => random.integer(1, Math.min(2, size)));
  const strides = inputSpatial.map(() => random.integer(1, 2));
  const padsBegin = kernel.map((size) => random.integer(0, size - 1));
  const outputSpatial = inputSpatial.map(
    (size, axis) => Math.floor((size + padsBegin[axis]! - kernel[axis]!) / strides[axis]!) + 1,
  );
  const dilations = inputSpatial.map(() => 1);
  return { inputSpatial, outputSpatial, kernel, strides, dilations, padsBegin };
}
