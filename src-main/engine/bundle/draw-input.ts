import type { GraphValue } from '../graph/float-graph.ts';
import type { IntegerPort } from '../graph/integer-graph.ts';
import { product } from '../graph/linear-map.ts';
import type { Range } from '../pipeline/2-quantize/calibrate.ts';
import { rangeOf } from './model-card.ts';

/**
 * Draws inputs uniformly: floats over all that a port can hold, whole numbers inside the range of the samples, since others
 * may be positions that a table does not have.
 * @param uniform numbers from 0 (included) to 1 (excluded)
 * @returns one flat array for each input, by name
 */
export function drawInput(
  ports: readonly IntegerPort[],
  values: readonly GraphValue[],
  ranges: ReadonlyMap<string, Range>,
  uniform: () => number,
): Map<string, Float64Array> {
  return new Map(
    ports.map((port) => {
      const type = values.find(({ name }) => name === port.name)?.elementType ?? 'float';
      const { low, high } = (type === 'integer' ? ranges.get(port.name) : undefined) ?? rangeOf(port);
      const draw = (): number => {
        if (type === 'float') return low + uniform() * (high - low);
        return Math.ceil(low) + Math.floor(uniform() * (Math.floor(high) - Math.ceil(low) + 1));
      };
      return [port.name, Float64Array.from({ length: product(port.shape) }, draw)];
    }),
  );
}

/** Inputs nearer to the middle of the ranges of the samples, by a share from 0 to 1; whole numbers stay. */
export function shrinkInput(
  inputs: ReadonlyMap<string, Float64Array>,
  values: readonly GraphValue[],
  ranges: ReadonlyMap<string, Range>,
  share: number,
): Map<string, Float64Array> {
  return new Map(
    [...inputs].map(([name, numbers]) => {
      const range = ranges.get(name);
      const isReal = values.find((value) => value.name === name)?.elementType === 'float';
      if (!range || !isReal) return [name, numbers];
      const middle = (range.low + range.high) / 2;
      return [name, numbers.map((value) => middle + (value - middle) * share)];
    }),
  );
}

/** One input as a file of samples (docs/guide-publish.md), for `prove` and for whoever checks. */
export function encodeSample(inputs: ReadonlyMap<string, Float64Array>): string {
  const tensors = [...inputs].map(([name, values]) => [name, { data: [[...values]] }]);
  return `${JSON.stringify({ format: 'proofpress-samples-1', inputs: Object.fromEntries(tensors) })}\n`;
}
