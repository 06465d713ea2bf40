import type { SamplesOrigin } from '../../../api/contract.ts';

export { readSamples } from './samples/read-samples.ts';

/** Inputs of the network by name, one array of reals a sample. */
export interface Samples {
  count: number;
  inputs: ReadonlyMap<string, Float64Array[]>;
  /** The right class of each sample, where the file names it. */
  labels?: number[];
  /** Absent where a program made them. */
  origin?: SamplesOrigin;
}

/** The inputs of one sample. */
export function sampleAt(samples: Samples, index: number): Map<string, Float64Array> {
  return new Map([...samples.inputs].map(([name, values]) => [name, values[index]!]));
}
