import type { GraphValue } from '../../src-main/engine/graph/float-graph.ts';
import { product } from '../../src-main/engine/graph/linear-map.ts';

/** Inputs of a network by name, in the order of its graph inputs. */
export type NetworkInput = ReadonlyMap<string, Float64Array>;

/** Floats are moved by up to this share of themselves. */
const SPREAD = 0.1;

/**
 * The input of an `input.json`: one flat or nested list an input. A file may have lists for inputs that the network
 * lost on the way; then lists go to the inputs whose name ends with their number ("input2" is the third).
 */
export function readInput(data: readonly unknown[], inputs: readonly GraphValue[]): NetworkInput {
  return new Map(
    inputs.map(({ name, shape }, index) => {
      const number = /(\d+)$/.exec(name)?.[1];
      const position = data.length === inputs.length || number === undefined ? index : Number(number);
      const flat = [data[position]].flat(Infinity).map(Number);
      if (flat.length !== product(shape)) {
        throw new Error(`input.json has ${flat.length} values for "${name}" of shape [${shape.join(', ')}]`);
      }
      return [name, Float64Array.from(flat)];
    }),
  );
}

/**
 * An input like the given one: floats are moved a little and keep their sign; integers and booleans are drawn anew
 * from the range that the given ones span.
 */
export function perturbInput(
  input: NetworkInput,
  inputs: readonly GraphValue[],
  random: () => number,
): NetworkInput {
  return new Map(
    inputs.map(({ name, elementType }) => {
      const values = input.get(name)!;
      if (elementType === 'float') {
        return [name, values.map((value) => Math.fround(value * (1 + SPREAD * (2 * random() - 1))))];
      }
      if (elementType === 'boolean') return [name, values.map(() => Math.floor(2 * random()))];
      const low = values.reduce((least, value) => Math.min(least, value), Infinity);
      const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
      return [name, values.map(() => low + Math.floor((high - low + 1) * random()))];
    }),
  );
}

/** A file of samples in the product's own format. */
export function samplesFile(samples: readonly NetworkInput[]): string {
  const names = [...samples[0]!.keys()];
  return JSON.stringify({
    format: 'proofpress-samples-1',
    inputs: Object.fromEntries(
      names.map((name) => [name, { data: samples.map((sample) => [...sample.get(name)!]) }]),
    ),
  });
}
