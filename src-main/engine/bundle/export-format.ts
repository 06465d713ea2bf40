import { z } from 'zod';
import { modelStateSchema } from '../store/model-state.ts';

export const EXPORT_FORMAT = 'proofpress-export-1';

/** The first entry of an export, by which one is told from an ONNX file. */
export const EXPORT_MANIFEST = 'proofpress-export.json';

/** The manifest of the largest model has a few kilobytes. */
export const EXPORT_MANIFEST_LIMIT = 2 ** 22;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const fileName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/i);

const artifactSchema = z.object({
  stage: z.enum(['import', 'quantize', 'circuit', 'setup', 'powers-of-tau']),
  id: sha256,
  /** The folder of its files in the archive. */
  folder: z.string().regex(/^[a-z-]{1,20}$/),
  files: z.record(fileName, z.object({ sha256, bytes: z.int().nonnegative() })),
});

export const exportManifestSchema = z.object({
  format: z.literal(EXPORT_FORMAT),
  program: z.string(),
  model: modelStateSchema,
  /** The powers of tau that the key was made from; null where there is no key yet. */
  powersOfTau: z
    .object({
      blake2b: z.string(),
      provenance: z.enum(['public', 'local']),
      /** True where the file is in the export. */
      included: z.boolean(),
    })
    .nullable(),
  artifacts: z.array(artifactSchema).min(1).max(100),
});

export type ExportManifest = z.infer<typeof exportManifestSchema>;
export type ExportedArtifact = z.infer<typeof artifactSchema>;
