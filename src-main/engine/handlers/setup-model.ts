import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import type { SetupSummary } from '../pipeline/4-setup/setup-stage.ts';
import { hashPtau } from '../proofs/groth16/ptau/ptau-provenance.ts';
import type { Artifact } from '../store/artifact-store.ts';
import type { ModelState } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';
import { circuitFacts } from './circuit-facts.ts';
import { secondsSince } from './seconds.ts';
import { isIrreplaceable, keyIdOf, requireArtifact } from './stage-artifacts.ts';

/**
 * The keys of a model's circuit. Randomness is fresh, so a key is addressed by its content, which the model's state
 * names: a circuit that has a key keeps it.
 */
export async function setupModel(
  { workspace, jobs, publishedPtau }: EngineContext,
  input: ParsedInput<'setupModel'>,
  work: LongWork,
): Promise<CallResult<'setupModel'>> {
  const started = performance.now();
  const state = await workspace.models.read(input.name);
  const circuit = await requireArtifact(workspace, state, 'circuit');
  const existing = await findKey(workspace, state);
  if (existing) {
    await refuseOtherPtau(input.ptau, existing.summary);
    return describe(state.name, existing, started, 0);
  }
  refuseDuringCeremony(state);
  jobs.prepare();
  const quantized = await requireArtifact(workspace, state, 'quantize');
  const { artifactFolder } = workspace;
  const ptauStarted = performance.now();
  let ptauPath = input.ptau;
  if (ptauPath === undefined) {
    const power = Math.max(circuit.summary.domainPower, 8);
    ({ ptauPath } = await jobs.run('powers-of-tau', { artifactFolder, power }, state.name, work));
  }
  const ptauSeconds = secondsSince(ptauStarted);
  const artifact = await jobs.run(
    'setup',
    {
      artifactFolder,
      ...circuitFacts(circuit, quantized),
      r1csPath: join(circuit.folder, 'circuit.r1cs'),
      ptauPath,
      published: [...publishedPtau],
    },
    state.name,
    work,
  );
  const { keys } = await workspace.models.update(state.name, (present = state) =>
    // A key that another process made meanwhile stays: it may be published already.
    present.keys[circuit.id] === state.keys[circuit.id]
      ? { ...present, keys: { ...present.keys, [circuit.id]: artifact.id } }
      : present,
  );
  const kept = keys[circuit.id] === artifact.id ? artifact : await findKey(workspace, { ...state, keys });
  return describe(state.name, kept ?? artifact, started, ptauSeconds);
}

/** The key of the model's circuit; undefined where there is none, or where one that nobody relies on was deleted. */
async function findKey(workspace: Workspace, state: ModelState): Promise<Artifact<SetupSummary> | undefined> {
  const id = keyIdOf(state);
  if (id === undefined) return undefined;
  if (isIrreplaceable(state, id)) return requireArtifact(workspace, state, 'setup');
  return workspace.artifacts.find<SetupSummary>('setup', id);
}

/** A key that is made here would make the one void that others are contributing to. */
function refuseDuringCeremony({ name, circuitId, ceremonies }: ModelState): void {
  const ceremony = circuitId === undefined ? undefined : ceremonies?.[circuitId];
  if (!ceremony) return;
  throw new AppError(
    'option-invalid',
    `The key of "${name}" is being made by a ceremony, which began in "${ceremony.folder}".`,
    `Finish it: proofpress ceremony finish ${name} FOLDER. Or give it up: proofpress ceremony abandon ${name}.`,
  );
}

async function refuseOtherPtau(ptau: string | undefined, key: SetupSummary): Promise<void> {
  if (ptau === undefined || (await hashPtau(ptau)) === key.ptauHash) return;
  throw new AppError(
    'option-invalid',
    `The model has a key already, which was not made from "${ptau}".`,
    'Leave --ptau away to keep the key. For a key from this file, import the model under another name.',
  );
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
