import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../api/errors.ts';
import type { GraphValue } from '../graph/float-graph.ts';
import { product } from '../graph/linear-map.ts';
import { partialName } from '../store/partial-name.ts';
import { makeFolder, writeAtomic } from '../store/write-atomic.ts';

/**
 * Lets work read the values of one sample from a file, which is gone at its end: they may be private.
 * @param folder the workspace's for temporary files, which is swept after a crash
 * @throws AppError `input-invalid` where an input is missing, unknown, or has a wrong count
 */
export async function withSampleFile<Result>(
  values: Readonly<Record<string, readonly number[]>>,
  inputs: readonly GraphValue[],
  folder: string,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  requireInputs(values, inputs);
  const data = inputs.map(({ name }) => [name, { data: [values[name]] }] as const);
  const path = join(folder, partialName('sample'));
  await makeFolder(folder);
  try {
    const content = { format: 'proofpress-samples-1', inputs: Object.fromEntries(data) };
    await writeAtomic(path, JSON.stringify(content), { mode: 0o600 });
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

function requireInputs(
  values: Readonly<Record<string, readonly number[]>>,
  inputs: readonly GraphValue[],
): void {
  const names = inputs.map(({ name }) => name);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new AppError(
      'input-invalid',
      `The model has no input "${unknown}".`,
      `It has: ${names.join(', ')}.`,
    );
  }
  for (const { name, shape } of inputs) {
    const count = Object.hasOwn(values, name) ? values[name]!.length : 'none';
    if (count === product(shape)) continue;
    throw new AppError(
      'input-invalid',
      `The input "${name}" needs ${product(shape)} values and has ${count}.`,
      `Give one value for each element of shape [${shape.join(', ')}], row by row.`,
    );
  }
}
