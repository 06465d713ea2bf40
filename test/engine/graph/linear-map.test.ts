import { describe, expect, test } from 'vitest';
import {
  type ConvolutionForm,
  linearMap,
  type TransposedConvolutionForm,
  weightChannel,
  windowTaps,
} from '../../../src-main/engine/graph/linear-map.ts';
import { Random } from '../../support/random.ts';
import { randomLinearForm } from '../../support/random-linear-form.ts';

const window = {
  inputSpatial: [4, 4],
  outputSpatial: [4, 4],
  kernel: [3, 3],
  strides: [1, 1],
  dilations: [1, 1],
  padsBegin: [1, 1],
};
const channels = { inputChannels: 2, outputChannels: 4, groups: 2 };

test('every weight works for the channel of the outputs that it meets, and no input comes twice in a row', () => {
  const kinds = new Set<string>();
  for (let round = 0; round < 200; round++) {
    const random = new Random(300 + round);
    const form = randomLinearForm(random, random.integer(1, 3), [random.integer(1, 4), random.integer(1, 3)]);
    kinds.add(form.kind);
    const map = linearMap(form);
    const channelOf = weightChannel(form);
    const met = new Uint8Array(map.weightCount);
    for (let output = 0; output < map.outputSize; output++) {
      const sources = new Set<number>();
      map.row(output, (source, weight) => {
        expect(channelOf(weight), `seed ${random.seed}`).toBe(Math.floor(output / map.inner) % map.channels);
        expect(sources.has(source)).toBe(false);
        expect(source).toBeLessThan(map.inputSize);
        sources.add(source);
        met[weight] = 1;
      });
    }
    if (form.kind === 'dense' || form.kind === 'sparse') expect(met.every((flag) => flag === 1)).toBe(true);
  }
  expect(kinds.size).toBe(4);
});

describe('distinct outputs: one for every set of weights that outputs of a channel meet', () => {
  const convolution = (fields: Partial<ConvolutionForm>) =>
    linearMap({ kind: 'convolution', ...channels, ...window, ...fields }).distinctOutputs;
  const transposed = (fields: Partial<TransposedConvolutionForm>) =>
    linearMap({ kind: 'transposedConvolution', ...channels, ...window, ...fields }).distinctOutputs;

  test('a convolution: corners, edges and the inside', () => {
    expect(convolution({})).toEqual([0, 1, 3, 4, 5, 7, 12, 13, 15]);
    expect(convolution({ padsBegin: [0, 0], outputSpatial: [2, 2] })).toEqual([0]);
    expect(convolution({ padsBegin: [0, 0], outputSpatial: [2, 3] })).toEqual([0, 2]);
  });

  test('a transposed one: also every step of its strides', () => {
    expect(transposed({ padsBegin: [2, 2], outputSpatial: [2, 2] })).toEqual([0]);
    const strides = { kernel: [2], strides: [2], dilations: [1], padsBegin: [0] };
    expect(transposed({ ...strides, inputSpatial: [4], outputSpatial: [9] })).toEqual([0, 1, 8]);
  });
});

test('a transposed convolution, worked out by hand', () => {
  // Stride 2, kernel 3, padding 1: output o meets input p where o = 2 p - 1 + tap; one output lies behind the last.
  const map = linearMap({
    kind: 'transposedConvolution',
    inputChannels: 2,
    outputChannels: 1,
    groups: 1,
    inputSpatial: [2],
    outputSpatial: [5],
    kernel: [3],
    strides: [2],
    dilations: [1],
    padsBegin: [1],
  });
  const rows = Array.from({ length: map.outputSize }, (_, output) => {
    const pairs: number[][] = [];
    map.row(output, (source, weight) => pairs.push([source, weight]));
    return pairs;
  });
  expect(rows.map((pairs) => pairs.sort())).toEqual([
    [
      [0, 1],
      [2, 4],
    ],
    [
      [0, 2],
      [1, 0],
      [2, 5],
      [3, 3],
    ],
    [
      [1, 1],
      [3, 4],
    ],
    [
      [1, 2],
      [3, 5],
    ],
    [],
  ]);
});

test('windows that lie in the padding are empty', () => {
  const form = {
    ...window,
    inputSpatial: [1],
    outputSpatial: [3],
    kernel: [1],
    strides: [1],
    dilations: [1],
  };
  const taps = windowTaps({ ...form, padsBegin: [1] });
  expect(taps.map(({ offsets }) => [...offsets])).toEqual([[], [0], []]);
});
