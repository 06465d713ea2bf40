import { join } from 'node:path';
import type { z } from 'zod';
import type { LongWork } from '../../../api/progress.ts';
import { localPtauStage, PTAU_FILE } from '../../pipeline/4-setup/local-ptau-stage.ts';
import { runStage } from '../../pipeline/stage.ts';
import { ArtifactStore } from '../../store/artifact-store.ts';
import type { powersOfTauParameters } from '../job-kinds.ts';

/** The workspace's own powers of tau, found or made in a worker. */
export async function makePowersOfTau(
  { artifactFolder, power }: z.output<typeof powersOfTauParameters>,
  work: LongWork,
): Promise<{ ptauPath: string }> {
  const store = new ArtifactStore(artifactFolder);
  const { folder } = await runStage(store, localPtauStage, undefined, [], { power }, work);
  return { ptauPath: join(folder, PTAU_FILE) };
}
