import { basename, join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { requireArtifact, keyIdOf } from '../handlers/stage-artifacts.ts';
import { localPtauStage, PTAU_FILE } from '../pipeline/4-setup/local-ptau-stage.ts';
import { hashPtau } from '../proofs/groth16/ptau/ptau-provenance.ts';
import { artifactId } from '../store/artifact-store.ts';
import type { ModelState } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';
import { EXPORT_FORMAT, type ExportedArtifact, type ExportManifest } from './export-format.ts';

export interface ExportPlan {
  manifest: ExportManifest;
  /** Where each file of the manifest lies, by its name in the archive. */
  paths: Record<string, string>;
}

/**
 * What goes into the export of a model: the artifacts that it stands at, checked against their hashes, and the powers of
 * tau where they are the workspace's own, since nobody else has them. Keys of other circuits stay behind, and with them
 * their publications.
 * @throws AppError `artifact-damaged`
 */
export async function planExport(
  workspace: Workspace,
  state: ModelState,
  signal: AbortSignal | undefined,
): Promise<ExportPlan> {
  const plan: ExportPlan = {
    manifest: {
      format: EXPORT_FORMAT,
      program: packageJson.version,
      model: presentState(state),
      powersOfTau: null,
      artifacts: [],
    },
    paths: {},
  };
  const stages = [
    ['import', state.importId],
    ['quantize', state.recordId],
    ['circuit', state.circuitId],
    ['setup', keyIdOf(state)],
  ] as const;
  for (const [stage, id] of stages) {
    if (id === undefined) continue;
    await requireArtifact(workspace, state, stage);
    await addArtifact(workspace, plan, stage, id);
  }
  if (keyIdOf(state) !== undefined) await addPowersOfTau(workspace, plan, state, signal);
  return plan;
}

/** The state without what the export leaves behind: other keys, and ceremonies that are under way in a folder of this machine. */
function presentState({ ceremonies, ...state }: ModelState): ModelState {
  const { circuitId } = state;
  const keyId = keyIdOf(state);
  if (circuitId === undefined || keyId === undefined) return { ...state, keys: {}, publications: [] };
  const ceremony = ceremonies?.[circuitId];
  return {
    ...state,
    keys: { [circuitId]: keyId },
    publications: state.publications.filter((publication) => publication.keyId === keyId),
    ...(ceremony?.keyId === keyId && {
      ceremonies: { [circuitId]: { ...ceremony, folder: basename(ceremony.folder) } },
    }),
  };
}

async function addArtifact(
  workspace: Workspace,
  { manifest, paths }: ExportPlan,
  stage: ExportedArtifact['stage'],
  id: string,
): Promise<void> {
  const { folder, files } = await workspace.artifacts.describe(stage, id);
  manifest.artifacts.push({ stage, id, folder: stage, files: { ...files } });
  for (const name of Object.keys(files)) paths[`${stage}/${name}`] = join(folder, name);
}

async function addPowersOfTau(
  workspace: Workspace,
  plan: ExportPlan,
  state: ModelState,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { summary: key } = await requireArtifact(workspace, state, 'setup');
  const { summary: circuit } = await requireArtifact(workspace, state, 'circuit');
  const id = localPtauId(circuit.domainPower);
  const local = await workspace.artifacts.find(localPtauStage.id, id).catch(() => undefined);
  const included =
    key.provenance === 'local' &&
    local !== undefined &&
    (await hashPtau(join(local.folder, PTAU_FILE), signal)) === key.ptauHash;
  if (included) await addArtifact(workspace, plan, 'powers-of-tau', id);
  plan.manifest.powersOfTau = { blake2b: key.ptauHash, provenance: key.provenance, included };
}

/** The workspace's own powers of tau for a circuit. */
export function localPtauId(domainPower: number): string {
  const { id: stage, version } = localPtauStage;
  return artifactId({ stage, version, inputs: [], parameters: { power: localPtauPower(domainPower) } });
}

/** snarkjs takes no smaller file. */
export function localPtauPower(domainPower: number): number {
  return Math.max(domainPower, 8);
}
