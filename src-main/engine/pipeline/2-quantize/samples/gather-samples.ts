import type { SamplesKind } from '../../../../api/contract.ts';
import { AppError } from '../../../../api/errors.ts';
import type { GraphValue } from '../../../graph/float-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import type { Samples } from '../samples.ts';
import { samplesInvalid } from './samples-invalid.ts';

/** All samples together have at most so many values: a GiB. */
const LARGEST_VALUE_COUNT = 2 ** 27;

export interface Found {
  path: string;
  /** Every input by name, one array a sample. */
  inputs: ReadonlyMap<string, Float64Array[]>;
  labels?: number[];
  kind: SamplesKind;
}

/**
 * The checks that every form of samples has to pass: there are some, as many for every input, and all values are finite.
 * @throws AppError `samples-invalid`
 */
export function gatherSamples({ path, inputs, labels, kind }: Found): Omit<Samples, 'origin'> {
  const counts = new Set([...inputs.values()].map(({ length }) => length));
  if (counts.size > 1) throw samplesInvalid(path, 'has inputs with different sample counts', kind);
  const [count = 0] = counts;
  if (count === 0) throw samplesInvalid(path, 'holds no sample', kind);
  if (labels && labels.length !== count)
    throw samplesInvalid(path, `has ${count} samples but ${labels.length} labels`, kind);
  for (const [name, samples] of inputs) {
    for (const [index, values] of samples.entries()) {
      const bad = values.find((value) => !Number.isFinite(value));
      if (bad === undefined) continue;
      throw samplesInvalid(path, `holds ${bad}, which is no finite number (${name}, sample ${index})`, kind);
    }
  }
  return { count, inputs, labels };
}

/**
 * Before memory is taken for them.
 * @throws AppError `samples-invalid` where `count` samples of a network have too many values
 */
export function requireModestSize(path: string, count: number, inputs: readonly GraphValue[]): void {
  const size = inputs.reduce((sum, { shape }) => sum + product(shape), 0);
  if (count * size <= LARGEST_VALUE_COUNT) return;
  throw new AppError(
    'samples-invalid',
    `${count} samples of ${size} values each, as in "${path}", are too many.`,
    `Ranges are measured well on some hundred samples: take ${Math.floor(LARGEST_VALUE_COUNT / size)} at most.`,
  );
}
