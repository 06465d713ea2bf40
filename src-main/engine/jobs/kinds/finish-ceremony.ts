import type { z } from 'zod';
import type { LongWork } from '../../../api/progress.ts';
import { finishCeremonyStage } from '../../pipeline/4-setup/finish-ceremony-stage.ts';
import type { SetupSummary } from '../../pipeline/4-setup/setup-stage.ts';
import { runStage } from '../../pipeline/stage.ts';
import { type Artifact, ArtifactStore } from '../../store/artifact-store.ts';
import type { finishCeremonyParameters } from '../ceremony-kinds.ts';
import { describeModel } from './describe-model.ts';

/** Takes the key of a ceremony into a workspace, in a worker. */
export async function takeKey(
  parameters: z.output<typeof finishCeremonyParameters>,
  work: LongWork,
): Promise<Artifact<SetupSummary>> {
  const { artifactFolder, circuitId, folder, layout, ptauPath, published } = parameters;
  const description = await describeModel(parameters);
  return runStage(
    new ArtifactStore(artifactFolder),
    finishCeremonyStage,
    { description, folder, layout, ptauPath, published },
    [circuitId],
    {},
    work,
  );
}
