import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../../api/errors.ts';
import type { GraphValue } from '../../graph/float-graph.ts';
import { product } from '../../graph/linear-map.ts';

/** Inputs of the network by name, one array of reals a sample. */
export interface Samples {
  count: number;
  inputs: ReadonlyMap<string, Float64Array[]>;
  /** The right class of each sample, where the file names it. */
  labels?: number[];
}

const nested: z.ZodType<unknown> = z.array(z.unknown());

const sampleTensor = z.object({
  shape: z.array(z.int().positive()).optional(),
  /** Real value = stored value * scale. */
  scale: z.number().positive().default(1),
  encoding: z.enum(['numbers', 'base64-u8']).default('numbers'),
  data: z.array(z.union([z.string(), nested])),
});

const samplesFile = z.object({
  format: z.literal('proofpress-samples-1'),
  inputs: z.record(z.string(), sampleTensor),
  labels: z.array(z.int().nonnegative()).optional(),
});

/** One sample: a flat or nested list for each input, in the order of the graph inputs. */
const inputDataFile = z.object({ input_data: z.array(nested) });

/**
 * Reads samples for a network: a `proofpress-samples-1` file, a single sample as {"input_data": [...]}, or (for a
 * network with one input) a bare list of samples.
 * @throws AppError `file-unreadable`, `samples-invalid`
 */
export async function readSamples(path: string, inputs: readonly GraphValue[]): Promise<Samples> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError(
      'file-unreadable',
      `The samples "${path}" cannot be read.`,
      'Check the path and its rights.',
      {
        cause,
      },
    );
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid(path, 'is not valid JSON', cause);
  }
  return parseSamples(json, path, inputs);
}

function parseSamples(json: unknown, path: string, inputs: readonly GraphValue[]): Samples {
  if (Array.isArray(json)) {
    const [only] = inputs;
    if (inputs.length !== 1 || !only)
      throw invalid(path, 'is a bare list, but the network has several inputs');
    return collect(path, inputs, { [only.name]: { data: json, scale: 1, encoding: 'numbers' } });
  }
  const single = inputDataFile.safeParse(json);
  if (single.success) {
    const given = single.data.input_data.length;
    if (given !== inputs.length) {
      throw invalid(path, `has data for ${given} inputs, but the network has ${inputs.length}`);
    }
    const tensors = single.data.input_data.map((data) => ({
      data: [data],
      scale: 1,
      encoding: 'numbers' as const,
    }));
    return collect(path, inputs, Object.fromEntries(inputs.map(({ name }, index) => [name, tensors[index]])));
  }
  const parsed = samplesFile.safeParse(json);
  if (!parsed.success) throw invalid(path, `has an unknown form (${z.prettifyError(parsed.error)})`);
  return collect(path, inputs, parsed.data.inputs, parsed.data.labels);
}

type SampleTensor = z.infer<typeof sampleTensor>;

function collect(
  path: string,
  inputs: readonly GraphValue[],
  tensors: Record<string, SampleTensor | undefined>,
  labels?: number[],
): Samples {
  const result = new Map<string, Float64Array[]>();
  let count: number | undefined;
  for (const { name, shape } of inputs) {
    const tensor = tensors[name];
    if (!tensor) throw invalid(path, `has nothing for the input "${name}"`);
    if (tensor.shape && product(tensor.shape) !== product(shape)) {
      throw invalid(
        path,
        `gives shape [${tensor.shape.join(', ')}] for "${name}", which has [${shape.join(', ')}]`,
      );
    }
    const values = tensor.data.map((sample, index) =>
      readSample(path, sample, tensor, `${name}, sample ${index}`, shape),
    );
    if (count !== undefined && count !== values.length)
      throw invalid(path, 'has inputs with different sample counts');
    count = values.length;
    result.set(name, values);
  }
  if (!count) throw invalid(path, 'holds no sample');
  if (labels && labels.length !== count)
    throw invalid(path, `has ${count} samples but ${labels.length} labels`);
  return { count, inputs: result, labels };
}

function readSample(
  path: string,
  sample: unknown,
  tensor: SampleTensor,
  where: string,
  shape: number[],
): Float64Array {
  const { scale, encoding } = tensor;
  if ((typeof sample === 'string') !== (encoding === 'base64-u8')) {
    throw invalid(path, `is not encoded as it says (${where})`);
  }
  const flat = typeof sample === 'string' ? [...Buffer.from(sample, 'base64')] : flatten(sample);
  if (flat.length !== product(shape)) {
    throw invalid(
      path,
      `has ${flat.length} values where shape [${shape.join(', ')}] needs ${product(shape)} (${where})`,
    );
  }
  return Float64Array.from(flat, (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw invalid(path, `holds ${describe(value)}, which is no finite number (${where})`);
    }
    return value * scale;
  });
}

/** The inputs of one sample. */
export function sampleAt(samples: Samples, index: number): Map<string, Float64Array> {
  return new Map([...samples.inputs].map(([name, values]) => [name, values[index]!]));
}

/** Deeper nesting than any tensor has is left as it is, and refused as no number. */
const DEEPEST = 16;

function flatten(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flat(DEEPEST) : [value];
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'a list or an object' : JSON.stringify(value);
}

function invalid(path: string, why: string, cause?: unknown): AppError {
  return new AppError(
    'samples-invalid',
    `The samples file "${path}" ${why}.`,
    'Give a JSON file with one entry per sample, e.g. {"format":"proofpress-samples-1","inputs":{"NAME":{"data":[[...]]}}}.',
    { cause },
  );
}
