import { throwIfAborted } from '../../../api/progress.ts';
import type { ReferenceNetwork } from '../1-import/reference-network.ts';
import { sampleAt, type Samples } from './samples.ts';

/** A sample with the answers of the float network. */
export interface Case {
  inputs: ReadonlyMap<string, Float64Array>;
  /** Every graph output of the float network, by name. */
  outputs: ReadonlyMap<string, Float64Array>;
}

/** Errors are averages or maxima over all outputs of a sample: so many samples measure them well. */
const LARGEST_SAMPLE_COUNT = 32;

/** Up to 32 samples, spread evenly over all. */
export async function runFloats(
  network: ReferenceNetwork,
  samples: Samples,
  signal: AbortSignal | undefined,
): Promise<Case[]> {
  const cases: Case[] = [];
  const count = Math.min(samples.count, LARGEST_SAMPLE_COUNT);
  for (let index = 0; index < count; index++) {
    throwIfAborted(signal);
    const inputs = sampleAt(samples, Math.floor((index * samples.count) / count));
    const tensors = await network.run(inputs);
    cases.push({ inputs, outputs: new Map([...tensors].map(([name, { values }]) => [name, values])) });
  }
  return cases;
}
