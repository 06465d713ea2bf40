import type { z } from 'zod';
import type { LongWork } from '../../../api/progress.ts';
import { writeExport } from '../../bundle/write-export.ts';
import type { exportParameters } from '../bundle-kinds.ts';

/** Writes the export of a model in a worker: keys have gigabytes. */
export function exportArtifacts(
  { archivePath, manifest, paths }: z.output<typeof exportParameters>,
  work: LongWork,
): Promise<{ sha256: string; bytes: number }> {
  return writeExport(archivePath, { manifest, paths }, work);
}
