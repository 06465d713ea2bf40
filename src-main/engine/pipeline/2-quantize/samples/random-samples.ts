import type { RandomSamples } from '../../../../api/contract.ts';
import type { GraphValue } from '../../../graph/float-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import { type Found, requireModestSize } from './gather-samples.ts';
import { samplesInvalid } from './samples-invalid.ts';

/** Any number but 0. */
const SEED = 0x9e3779b9;

/**
 * Uniformly distributed inputs, equal in every run: for trying out a network without data. Inputs of whole numbers get
 * whole numbers.
 * @throws AppError `samples-invalid`
 */
export function drawRandomSamples(wanted: RandomSamples, inputs: readonly GraphValue[]): Found {
  const { count, low, high } = wanted;
  if (!(low < high)) throw samplesInvalid('random', `is empty: ${low} is not below ${high}`, 'random');
  requireModestSize('random', count, inputs);
  const unit = uniform(SEED);
  const draw: Record<GraphValue['elementType'], () => number> = {
    float: () => low + unit() * (high - low),
    integer: () => Math.floor(low) + Math.floor(unit() * (Math.floor(high) - Math.floor(low) + 1)),
    boolean: () => Math.round(unit()),
  };
  const samples = ({ shape, elementType }: GraphValue) =>
    Array.from({ length: count }, () => Float64Array.from({ length: product(shape) }, draw[elementType]));
  return {
    path: 'random',
    inputs: new Map(inputs.map((input) => [input.name, samples(input)])),
    kind: 'random',
  };
}

/** xorshift32, 0 (included) to 1 (excluded). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
