import { product } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';

export interface Tap {
  source: number;
  weight: number;
}

/** Each output is a weighted sum of a few inputs. One channel: all outputs have one scale. */
export function sparseMap(
  builder: Builder,
  value: Value,
  rows: readonly Tap[][],
  shape: number[],
  bias = 0,
): Value {
  if (value.constant) {
    const { constant } = value;
    const sums = rows.map((taps) =>
      taps.reduce((sum, { source, weight }) => sum + constant[source]! * weight, bias),
    );
    return builder.known(sums, shape);
  }
  const rowPointer = [0];
  const column: number[] = [];
  const weights: number[] = [];
  for (const taps of rows) {
    for (const { source, weight } of taps) {
      column.push(source);
      weights.push(weight);
    }
    rowPointer.push(column.length);
  }
  const form = { kind: 'sparse', inputs: product(value.shape), channels: 1, rowPointer, column } as const;
  return builder.linear(value, form, Float64Array.from(weights), Float64Array.of(bias), shape);
}
