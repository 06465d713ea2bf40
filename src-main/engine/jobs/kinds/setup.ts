import type { z } from 'zod';
import type { LongWork } from '../../../api/progress.ts';
import { setupStage, type SetupSummary } from '../../pipeline/4-setup/setup-stage.ts';
import { runStage } from '../../pipeline/stage.ts';
import { type Artifact, ArtifactStore } from '../../store/artifact-store.ts';
import type { setupParameters } from '../job-kinds.ts';
import { describeModel } from './describe-model.ts';

type Parameters = z.output<typeof setupParameters>;

/** Stage 4 in a worker. */
export async function makeKeys(parameters: Parameters, work: LongWork): Promise<Artifact<SetupSummary>> {
  const { artifactFolder, circuitId, layout, ptauPath, published, r1csPath } = parameters;
  const description = await describeModel(parameters);
  return runStage(
    new ArtifactStore(artifactFolder),
    setupStage,
    { description, layout, ptauPath, published, r1csPath },
    [circuitId],
    {},
    work,
  );
}
