import { product, type WindowForm, windowTaps } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';

/** `factor` times the sum of each window of each channel; padding counts as zero. */
export function windowSum(
  builder: Builder,
  value: Value,
  channels: number,
  { window, factor, shape }: { window: WindowForm; factor: number; shape: number[] },
): Value {
  const form = {
    kind: 'convolution',
    inputChannels: channels,
    outputChannels: channels,
    groups: channels,
    ...window,
  } as const;
  const weights = new Float64Array(channels * product(window.kernel)).fill(factor);
  return builder.linear(value, form, weights, new Float64Array(channels), shape);
}

/** The sum of each window divided by a number that is the window position's own. */
export function weightedWindowSum(
  builder: Builder,
  value: Value,
  channels: number,
  { window, divisors, shape }: { window: WindowForm; divisors: readonly number[]; shape: number[] },
): Value {
  const inputArea = product(window.inputSpatial);
  const windows = windowTaps(window);
  const rowPointer = [0];
  const column: number[] = [];
  const weights: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    windows.forEach(({ offsets }, position) => {
      for (const offset of offsets) {
        column.push(channel * inputArea + offset);
        weights.push(1 / divisors[position]!);
      }
      rowPointer.push(column.length);
    });
  }
  const form = { kind: 'sparse', inputs: product(value.shape), channels, rowPointer, column } as const;
  return builder.linear(value, form, Float64Array.from(weights), new Float64Array(channels), shape);
}
