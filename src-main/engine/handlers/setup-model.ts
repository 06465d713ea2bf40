import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import { localPtauStage, PTAU_FILE } from '../pipeline/4-setup/local-ptau-stage.ts';
import { setupStage, type SetupSummary } from '../pipeline/4-setup/setup-stage.ts';
import { createArtifact, runStage } from '../pipeline/stage.ts';
import type { Artifact } from '../store/artifact-store.ts';
import { secondsSince } from './seconds.ts';
import { keyIdOf, requireArtifact } from './stage-artifacts.ts';

/**
 * The keys of a model's circuit. Randomness is fresh, so a key is addressed by its content, which the model's state
 * names: a circuit that has a key keeps it.
 */
export async function setupModel(
  { workspace }: EngineContext,
  input: ParsedInput<'setupModel'>,
  work: LongWork,
): Promise<CallResult<'setupModel'>> {
  const started = performance.now();
  const state = await workspace.models.read(input.name);
  const circuit = await requireArtifact(workspace, state, 'circuit');
  if (keyIdOf(state) !== undefined) {
    return describe(state.name, await requireArtifact(workspace, state, 'setup'), started, 0);
  }
  const ptauStarted = performance.now();
  let ptauPath = input.ptau;
  if (ptauPath === undefined) {
    const power = Math.max(circuit.summary.domainPower, 8);
    const ptau = await runStage(workspace.artifacts, localPtauStage, undefined, [], { power }, work);
    ptauPath = join(ptau.folder, PTAU_FILE);
  }
  const ptauSeconds = secondsSince(ptauStarted);
  const { circuitHash, layout } = circuit.summary;
  const artifact = await createArtifact(
    workspace.artifacts,
    setupStage,
    { circuitHash, layout, ptauPath, r1csPath: join(circuit.folder, 'circuit.r1cs') },
    [circuit.id],
    {},
    work,
  );
  await workspace.models.write({ ...state, keys: { ...state.keys, [circuit.id]: artifact.id } });
  return describe(state.name, artifact, started, ptauSeconds);
}

function describe(name: string, artifact: Artifact<SetupSummary>, started: number, ptauSeconds: number) {
  const { vkHash, grade, zkeyBytes, provenance } = artifact.summary;
  const { folder, reused } = artifact;
  return {
    name,
    folder,
    reused,
    seconds: secondsSince(started),
    vkHash,
    grade,
    zkeyBytes,
    provenance,
    ptauSeconds,
  };
}
