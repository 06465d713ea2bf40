import { z } from 'zod';
import { exportManifestSchema } from '../bundle/export-format.ts';
import { publishedFiles } from './ceremony-kinds.ts';
import { kind } from './declare-kind.ts';

const path = z.string().min(1);

export const exportParameters = z.object({
  archivePath: path,
  manifest: exportManifestSchema,
  /** Where each file lies, by its name in the archive. */
  paths: z.record(z.string(), path),
});

export const restoreParameters = z.object({ archivePath: path, artifactFolder: path });

export const auditParameters = z.object({
  bundlePath: path,
  gadgetFolder: path,
  /** An empty folder. */
  temporaryFolder: path,
  zkey: path.optional(),
  ptau: path.optional(),
  samples: path.optional(),
  trust: z.array(z.string()),
  published: publishedFiles,
  threads: z.int().optional(),
  seed: z.int().optional(),
});

/** What moves models between machines and shows them to others. */
export const BUNDLE_KINDS = {
  export: kind(exportParameters, async () => (await import('./kinds/export.ts')).exportArtifacts),
  restore: kind(restoreParameters, async () => (await import('./kinds/restore.ts')).restoreArtifacts),
  audit: kind(auditParameters, async () => (await import('./kinds/audit.ts')).auditInWorker),
} as const;
