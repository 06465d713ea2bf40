import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../api/errors.ts';
import { unsealJson } from './sealed-json.ts';
import { sha256 } from './sha256.ts';

/** What an artifact is addressed by. */
export interface ArtifactKey {
  stage: string;
  version: number;
  /** Hashes of everything the stage read. */
  inputs: readonly string[];
  parameters: Readonly<Record<string, unknown>>;
}

export interface FileHash {
  sha256: string;
  bytes: number;
}

const manifestSchema = z.object({
  stage: z.string(),
  version: z.int(),
  inputs: z.array(z.string()),
  parameters: z.record(z.string(), z.unknown()),
  files: z.record(z.string(), z.object({ sha256: z.string(), bytes: z.int() })),
  summary: z.unknown(),
});

/** What an artifact is, in the file of this name beside its other files. */
export type Manifest = z.infer<typeof manifestSchema>;

export const MANIFEST = 'manifest.json';

/** SHA-256 (hex) over the canonical JSON of a key. */
export function artifactId({ stage, version, inputs, parameters }: ArtifactKey): string {
  const sorted = Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sha256(JSON.stringify([stage, version, inputs, sorted]));
}

/**
 * The manifest has to be unchanged since it was sealed, and to be that of this artifact.
 * @throws AppError `artifact-damaged`
 */
export async function readManifest(folder: string, id: string): Promise<Manifest> {
  try {
    const text = await readFile(join(folder, MANIFEST), 'utf8');
    const manifest = manifestSchema.parse(unsealJson(text));
    if (artifactId(manifest) !== id && sha256(text) !== id)
      throw new Error('It is that of another artifact.');
    return manifest;
  } catch (cause) {
    throw damaged(folder, MANIFEST, cause);
  }
}

export function damaged(folder: string, name: string, cause?: unknown): AppError {
  return new AppError(
    'artifact-damaged',
    `The file "${name}" in "${folder}" is not what was written there: its hash differs, or it is missing.`,
    'Import the export of the model again, or restore that folder from a backup, or delete it and run the step again: everything but the key of a published model can be made anew.',
    { cause },
  );
}
