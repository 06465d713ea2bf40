import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import type { IntegerPort } from '../graph/integer-graph.ts';
import { decodeRecord } from '../graph/record.ts';
import type { CircuitSummary } from '../pipeline/3-circuit/circuit-stage.ts';
import { localPtauStage, PTAU_FILE } from '../pipeline/4-setup/local-ptau-stage.ts';
import { type ModelDescription, setupStage, type SetupSummary } from '../pipeline/4-setup/setup-stage.ts';
import { runStage } from '../pipeline/stage.ts';
import { ptauProvenance } from '../proofs/groth16/ptau/ptau-provenance.ts';
import type { Artifact } from '../store/artifact-store.ts';
import type { ModelState } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';
import { secondsSince } from './seconds.ts';
import { isPublished, keyIdOf, requireArtifact } from './stage-artifacts.ts';

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
  const existing = await findKey(workspace, state);
  if (existing) {
    await refuseOtherPtau(input.ptau, existing.summary);
    return describe(state.name, existing, started, 0);
  }
  const ptauStarted = performance.now();
  let ptauPath = input.ptau;
  if (ptauPath === undefined) {
    const power = Math.max(circuit.summary.domainPower, 8);
    const ptau = await runStage(workspace.artifacts, localPtauStage, undefined, [], { power }, work);
    ptauPath = join(ptau.folder, PTAU_FILE);
  }
  const ptauSeconds = secondsSince(ptauStarted);
  const artifact = await runStage(
    workspace.artifacts,
    setupStage,
    {
      description: await describeModel(workspace, state, circuit.summary),
      layout: circuit.summary.layout,
      ptauPath,
      r1csPath: join(circuit.folder, 'circuit.r1cs'),
    },
    [circuit.id],
    {},
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

async function describeModel(
  workspace: Workspace,
  state: ModelState,
  circuit: CircuitSummary,
): Promise<ModelDescription> {
  const quantized = await requireArtifact(workspace, state, 'quantize');
  const record = new Uint8Array(await readFile(join(quantized.folder, 'record.json')));
  const { modelHash: sourceHash, graph } = decodeRecord(record);
  const describePort = ({ name, shape, scale }: IntegerPort) => ({
    name,
    shape,
    scale: `${scale.numerator}/${scale.denominator}`,
  });
  return {
    sourceHash: `0x${sourceHash}`,
    modelHash: `0x${circuit.recordHash}`,
    circuitHash: `0x${circuit.circuitHash}`,
    gadgetSet: circuit.gadgetSetHash,
    inputs: graph.inputs.map(describePort),
    outputs: graph.outputs.map(describePort),
  };
}

/** The key of the model's circuit; undefined where there is none, or where one that nobody relies on was deleted. */
async function findKey(workspace: Workspace, state: ModelState): Promise<Artifact<SetupSummary> | undefined> {
  const id = keyIdOf(state);
  if (id === undefined) return undefined;
  if (isPublished(state, id)) return requireArtifact(workspace, state, 'setup');
  return workspace.artifacts.find<SetupSummary>('setup', id);
}

async function refuseOtherPtau(ptau: string | undefined, key: SetupSummary): Promise<void> {
  if (ptau === undefined || (await ptauProvenance(ptau)).hash === key.ptauHash) return;
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
