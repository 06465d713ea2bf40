import type { IntegerMax } from '../integer-graph.ts';
import { product, windowTaps } from '../linear-map.ts';

/** The largest value of each window, prepared once for many x. */
export function maximumInDoubles({
  channels,
  window,
}: Pick<IntegerMax, 'channels' | 'window'>): (x: Float64Array) => Float64Array {
  const windows = windowTaps(window);
  const area = product(window.inputSpatial);
  return (x) => {
    const y = new Float64Array(channels * windows.length);
    let output = 0;
    for (let channel = 0; channel < channels; channel++) {
      const base = channel * area;
      for (const { offsets } of windows) {
        let largest = -Infinity;
        for (let index = 0; index < offsets.length; index++) {
          const value = x[base + offsets[index]!]!;
          if (value > largest) largest = value;
        }
        y[output++] = largest;
      }
    }
    return y;
  };
}
