import type { z } from 'zod';
import type { LongWork } from '../../../api/progress.ts';
import { circuitKey } from '../../pipeline/3-circuit/circuit-key.ts';
import { type CircuitSummary, circuitStage } from '../../pipeline/3-circuit/circuit-stage.ts';
import { runStage } from '../../pipeline/stage.ts';
import { type Artifact, ArtifactStore } from '../../store/artifact-store.ts';
import type { circuitParameters } from '../job-kinds.ts';

/** Stage 3 in a worker. */
export function makeCircuit(
  { artifactFolder, recordPath, recordHash, gadgetFolder, modes, limits }: z.output<typeof circuitParameters>,
  work: LongWork,
): Promise<Artifact<CircuitSummary>> {
  const { inputs } = circuitKey(recordHash, modes);
  const store = new ArtifactStore(artifactFolder);
  return runStage(store, circuitStage, { recordPath, gadgetFolder, limits }, inputs, { modes }, work);
}
