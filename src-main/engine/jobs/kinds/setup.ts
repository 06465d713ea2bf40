import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { LongWork } from '../../../api/progress.ts';
import type { IntegerPort } from '../../graph/integer-graph.ts';
import { decodeRecord } from '../../graph/record.ts';
import { type ModelDescription, setupStage, type SetupSummary } from '../../pipeline/4-setup/setup-stage.ts';
import { runStage } from '../../pipeline/stage.ts';
import { type Artifact, ArtifactStore } from '../../store/artifact-store.ts';
import type { setupParameters } from '../job-kinds.ts';

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

async function describeModel({
  recordPath,
  recordHash,
  circuitHash,
  gadgetSet,
}: Parameters): Promise<ModelDescription> {
  const { modelHash: sourceHash, graph } = decodeRecord(new Uint8Array(await readFile(recordPath)));
  const describePort = ({ name, shape, scale }: IntegerPort) => ({
    name,
    shape,
    scale: `${scale.numerator}/${scale.denominator}`,
  });
  return {
    sourceHash: `0x${sourceHash}`,
    modelHash: `0x${recordHash}`,
    circuitHash: `0x${circuitHash}`,
    gadgetSet,
    inputs: graph.inputs.map(describePort),
    outputs: graph.outputs.map(describePort),
  };
}
