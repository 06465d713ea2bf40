import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { WeightsFile } from './onnx/external-data.ts';

/** Which file of an import holds what the model calls by which location. */
const INDEX = 'weights-files.json';

const indexSchema = z.array(z.object({ location: z.string(), file: z.string() }));

/** Writes the files that a model names, under names of our own: a location may have folders, and name anything. */
export async function keepWeightsFiles(folder: string, files: readonly WeightsFile[]): Promise<void> {
  if (files.length === 0) return;
  const index: z.infer<typeof indexSchema> = [];
  for (const [number, { location, bytes }] of files.entries()) {
    const file = `weights-${number}.bin`;
    await writeFile(join(folder, file), bytes);
    index.push({ location, file });
  }
  await writeFile(join(folder, INDEX), `${JSON.stringify(index, null, 2)}\n`);
}

/** @returns the locations that the model names with the paths of their files; none for a model that is one file */
export async function findWeightsFiles(folder: string): Promise<{ location: string; path: string }[]> {
  const text = await readFile(join(folder, INDEX), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  return indexSchema
    .parse(JSON.parse(text))
    .map(({ location, file }) => ({ location, path: join(folder, file) }));
}
