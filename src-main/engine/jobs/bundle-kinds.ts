import { z } from 'zod';
import { exportManifestSchema } from '../bundle/export-format.ts';
import { kind } from './declare-kind.ts';

const path = z.string().min(1);

export const exportParameters = z.object({
  archivePath: path,
  manifest: exportManifestSchema,
  /** Where each file lies, by its name in the archive. */
  paths: z.record(z.string(), path),
});

export const restoreParameters = z.object({ archivePath: path, artifactFolder: path });

/** What moves models between machines and shows them to others. */
export const BUNDLE_KINDS = {
  export: kind(exportParameters, async () => (await import('./kinds/export.ts')).exportArtifacts),
  restore: kind(restoreParameters, async () => (await import('./kinds/restore.ts')).restoreArtifacts),
} as const;
