import { unzipSync } from 'fflate';
import type { GraphValue } from '../../../graph/float-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import { type Found, requireModestSize } from './gather-samples.ts';
import { type NumpyArray, NumpyError, parseNpy } from './parse-npy.ts';
import { LARGEST_BINARY_BYTES, readSampleFile } from './read-sample-file.ts';
import { samplesInvalid } from './samples-invalid.ts';

/** The array of right classes in a .npz file. */
const LABELS = 'labels';

/**
 * One array as numpy.save writes it, for a network with one input.
 * @throws AppError `file-unreadable`, `samples-invalid`
 */
export async function readNpy(path: string, inputs: readonly GraphValue[]): Promise<Found> {
  const bytes = await readSampleFile(path, LARGEST_BINARY_BYTES);
  const [only] = inputs;
  if (inputs.length !== 1 || !only)
    throw samplesInvalid(path, 'is one array, but the network has several inputs', 'numpy');
  const array = parse(path, 'the array', bytes);
  return { path, inputs: new Map([[only.name, split(path, array, only, inputs)]]), kind: 'numpy' };
}

/**
 * Arrays as numpy.savez writes them: one for each input, by its name; with one input an only array may have any name.
 * An array "labels" holds the right classes.
 * @throws AppError `file-unreadable`, `samples-invalid`
 */
export async function readNpz(path: string, inputs: readonly GraphValue[]): Promise<Found> {
  const members = unzip(path, await readSampleFile(path, LARGEST_BINARY_BYTES));
  const labelBytes = inputs.some(({ name }) => name === LABELS) ? undefined : members.get(LABELS);
  if (labelBytes) members.delete(LABELS);
  const names = [...members.keys()].map((name) => `"${name}"`).join(', ');
  const result = new Map<string, Float64Array[]>();
  for (const input of inputs) {
    const { name } = input;
    const isOnly = inputs.length === 1 && members.size === 1;
    const bytes = members.get(name) ?? (isOnly ? [...members.values()][0] : undefined);
    if (!bytes) throw samplesInvalid(path, `has no array "${name}", only ${names || 'none'}`, 'numpy');
    result.set(name, split(path, parse(path, `the array for "${name}"`, bytes), input, inputs));
  }
  const labels = labelBytes && readLabels(path, parse(path, 'the array "labels"', labelBytes));
  return { path, inputs: result, labels, kind: 'numpy' };
}

/** The arrays of the file, still encoded, by name. */
function unzip(path: string, bytes: Uint8Array): Map<string, Uint8Array> {
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!name.endsWith('.npy')) return false;
        total += originalSize;
        return total <= LARGEST_BINARY_BYTES;
      },
    });
  } catch (cause) {
    throw samplesInvalid(path, 'is no complete zip archive, as a .npz file is', 'numpy', cause);
  }
  if (total > LARGEST_BINARY_BYTES)
    throw samplesInvalid(path, `unpacks to more than ${LARGEST_BINARY_BYTES / 2 ** 20} MiB`, 'numpy');
  return new Map(Object.entries(files).map(([name, content]) => [name.slice(0, -'.npy'.length), content]));
}

function parse(path: string, what: string, bytes: Uint8Array): NumpyArray {
  try {
    return parseNpy(bytes);
  } catch (error) {
    if (error instanceof NumpyError)
      throw samplesInvalid(path, `cannot be used: ${what} ${error.message}`, 'numpy');
    throw error;
  }
}

/** The samples of an array whose first axis is the sample, or which is one sample. */
function split(
  path: string,
  { shape, values }: NumpyArray,
  input: GraphValue,
  inputs: readonly GraphValue[],
): Float64Array[] {
  const size = product(input.shape);
  const fits = (candidate: readonly number[]) =>
    String(withoutOnes(candidate)) === String(withoutOnes(input.shape)) || String(candidate) === `${size}`;
  const [first, ...rest] = shape;
  if (first === undefined || !fits(rest)) {
    if (fits(shape)) return [values];
    const wanted = ['N', ...(input.shape[0] === 1 ? input.shape.slice(1) : input.shape)].join(', ');
    throw samplesInvalid(
      path,
      `has an array of shape (${shape.join(', ')}) for "${input.name}", where samples are of shape (${wanted})`,
      'numpy',
    );
  }
  requireModestSize(path, first, inputs);
  return Array.from({ length: first }, (_, index) => values.subarray(index * size, (index + 1) * size));
}

function withoutOnes(shape: readonly number[]): number[] {
  return shape.filter((dimension) => dimension !== 1);
}

function readLabels(path: string, { shape, values }: NumpyArray): number[] {
  if (withoutOnes(shape).length > 1)
    throw samplesInvalid(path, `has labels of shape (${shape.join(', ')}), not one a sample`, 'numpy');
  const labels = [...values];
  if (labels.some((label) => !Number.isInteger(label) || label < 0))
    throw samplesInvalid(path, 'has labels that are no class numbers', 'numpy');
  return labels;
}
