import type { z } from 'zod';
import type { LongWork } from '../../../api/progress.ts';
import { restoreExport } from '../../bundle/restore-export.ts';
import { ArtifactStore } from '../../store/artifact-store.ts';
import type { restoreParameters } from '../bundle-kinds.ts';

/** Unpacks the artifacts of an export in a worker. */
export async function restoreArtifacts(
  { archivePath, artifactFolder }: z.output<typeof restoreParameters>,
  work: LongWork,
): Promise<null> {
  await restoreExport(archivePath, new ArtifactStore(artifactFolder), work);
  return null;
}
