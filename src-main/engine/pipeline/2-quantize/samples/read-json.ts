import { z } from 'zod';
import type { GraphValue } from '../../../graph/float-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import { type Found, requireModestSize } from './gather-samples.ts';
import { LARGEST_TEXT_BYTES, readSampleFile } from './read-sample-file.ts';
import { samplesInvalid } from './samples-invalid.ts';

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

/** Data for each input, in the order of the graph inputs: of one sample, or a list of samples. */
const inputDataFile = z.object({ input_data: z.array(nested) });

type SampleTensor = z.infer<typeof sampleTensor>;

/**
 * A `proofpress-samples-1` file; {"input_data": [...]} with data for each input, or a list of such objects, one a
 * sample; or, for a network with one input, a bare list of samples.
 * @throws AppError `file-unreadable`, `samples-invalid`
 */
export async function readJson(path: string, inputs: readonly GraphValue[]): Promise<Found> {
  const text = await readSampleFile(path, LARGEST_TEXT_BYTES);
  let json: unknown;
  try {
    json = JSON.parse(text.toString('utf8'));
  } catch (cause) {
    throw samplesInvalid(path, 'is not valid JSON', 'json', cause);
  }
  return parseSamples(json, path, inputs);
}

function parseSamples(json: unknown, path: string, inputs: readonly GraphValue[]): Found {
  const records = z.array(inputDataFile).min(1).safeParse(json);
  if (records.success) {
    const samples = records.data.map(({ input_data: data }) => {
      if (data.length !== inputs.length) throw wrongInputCount(path, data.length, inputs);
      return data;
    });
    return collect(path, inputs, (index) => plain(samples.map((data) => data[index])));
  }
  if (Array.isArray(json)) {
    if (inputs.length !== 1)
      throw samplesInvalid(path, 'is a bare list, but the network has several inputs', 'json');
    return collect(path, inputs, () => plain(json));
  }
  const single = inputDataFile.safeParse(json);
  if (single.success) return parseInputData(single.data.input_data, path, inputs);
  const parsed = samplesFile.safeParse(json);
  if (!parsed.success)
    throw samplesInvalid(path, `has an unknown form (${z.prettifyError(parsed.error)})`, 'json');
  const { labels } = parsed.data;
  return { ...collect(path, inputs, (_, name) => parsed.data.inputs[name]), labels };
}

/** One entry an input, which holds one sample or several; for a network with one input also one entry a sample. */
function parseInputData(data: readonly unknown[], path: string, inputs: readonly GraphValue[]): Found {
  if (data.length === inputs.length)
    return collect(path, inputs, (index) => plain(samplesWithin(data[index], inputs[index]!)));
  if (inputs.length === 1 && data.length > 0) return collect(path, inputs, () => plain(data));
  throw wrongInputCount(path, data.length, inputs);
}

function samplesWithin(entry: unknown, { shape }: GraphValue): unknown[] {
  const size = product(shape);
  const isBatch =
    Array.isArray(entry) && entry.length > 1 && entry.every((sample) => flatten(sample).length === size);
  // Where an input is one number, a list of lists is a batch, and so is a list of numbers.
  return isBatch ? entry : [entry];
}

function plain(data: readonly unknown[]): SampleTensor {
  return { data: data as SampleTensor['data'], scale: 1, encoding: 'numbers' };
}

function collect(
  path: string,
  inputs: readonly GraphValue[],
  tensorOf: (index: number, name: string) => SampleTensor | undefined,
): Found {
  const result = new Map<string, Float64Array[]>();
  for (const [position, { name, shape }] of inputs.entries()) {
    const tensor = tensorOf(position, name);
    if (!tensor) throw samplesInvalid(path, `has nothing for the input "${name}"`, 'json');
    if (tensor.shape && product(tensor.shape) !== product(shape)) {
      throw samplesInvalid(
        path,
        `gives shape [${tensor.shape.join(', ')}] for "${name}", which has [${shape.join(', ')}]`,
        'json',
      );
    }
    requireModestSize(path, tensor.data.length, inputs);
    const values = tensor.data.map((sample, index) =>
      readSample(path, sample, tensor, `${name}, sample ${index}`, shape),
    );
    result.set(name, values);
  }
  return { path, inputs: result, kind: 'json' };
}

function readSample(
  path: string,
  sample: unknown,
  tensor: SampleTensor,
  where: string,
  shape: number[],
): Float64Array {
  const { scale, encoding } = tensor;
  if ((typeof sample === 'string') !== (encoding === 'base64-u8'))
    throw samplesInvalid(path, `is not encoded as it says (${where})`, 'json');
  const flat = typeof sample === 'string' ? [...Buffer.from(sample, 'base64')] : flatten(sample);
  if (flat.length !== product(shape)) {
    throw samplesInvalid(
      path,
      `has ${flat.length} values where shape [${shape.join(', ')}] needs ${product(shape)} (${where})`,
      'json',
    );
  }
  return Float64Array.from(flat, (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw samplesInvalid(path, `holds ${describe(value)}, which is no finite number (${where})`, 'json');
    return value * scale;
  });
}

/** Deeper nesting than any tensor has is left as it is, and refused as no number. */
const DEEPEST = 16;

function flatten(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flat(DEEPEST) : [value];
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'a list or an object' : JSON.stringify(value);
}

function wrongInputCount(path: string, given: number, inputs: readonly GraphValue[]) {
  return samplesInvalid(path, `has data for ${given} inputs, but the network has ${inputs.length}`, 'json');
}
