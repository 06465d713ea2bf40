import { AppError } from '../../api/errors.ts';
import type { ImportSummary } from '../pipeline/1-import/import-model.ts';
import type { QuantizeSummary } from '../pipeline/2-quantize/quantize-stage.ts';
import type { CircuitSummary } from '../pipeline/3-circuit/circuit-stage.ts';
import type { SetupSummary } from '../pipeline/4-setup/setup-stage.ts';
import type { Artifact } from '../store/artifact-store.ts';
import type { ModelState } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';

interface StageNames {
  command: string;
  usage: (model: string) => string;
  idOf: (state: ModelState) => string | undefined;
}

/** What each finished stage of a model left, with the command that makes it where it is missing. */
const STAGES: Record<keyof Summaries, StageNames> = {
  import: {
    command: 'import',
    usage: (model) => `import MODEL.onnx --name ${model}`,
    idOf: ({ importId }) => importId,
  },
  quantize: {
    command: 'quantize',
    usage: (model) => `quantize ${model} --samples FILE`,
    idOf: ({ recordId }) => recordId,
  },
  circuit: { command: 'compile', usage: (model) => `compile ${model}`, idOf: ({ circuitId }) => circuitId },
  setup: { command: 'setup', usage: (model) => `setup ${model}`, idOf: keyIdOf },
};

/** The key of the circuit that the model has now. */
export function keyIdOf({ circuitId, keys }: ModelState): string | undefined {
  return circuitId === undefined ? undefined : keys[circuitId];
}

/** The artifact of a stage that the model stands at; undefined where the stage has to be run. */
export function stageIdOf(state: ModelState, stage: keyof Summaries): string | undefined {
  return STAGES[stage].idOf(state);
}

export interface Summaries {
  import: ImportSummary;
  quantize: QuantizeSummary;
  circuit: CircuitSummary;
  setup: SetupSummary;
}

/**
 * The artifact of a stage that has run for a model.
 * @throws AppError `option-invalid` where the stage has not run, `artifact-damaged` where it is gone or changed
 */
export async function requireArtifact<Stage extends keyof Summaries>(
  workspace: Workspace,
  state: ModelState,
  stage: Stage,
): Promise<Artifact<Summaries[Stage]>> {
  const { command, usage, idOf } = STAGES[stage];
  const id = idOf(state);
  if (id === undefined) {
    throw new AppError(
      'option-invalid',
      `The model "${state.name}" has not been through "${command}" yet, or an earlier step has changed since.`,
      `Run: proofpress ${usage(state.name)}`,
    );
  }
  const kept = stage === 'setup' && isIrreplaceable(state, id);
  const restore =
    'The key is published, or came of a ceremony, and cannot be made again: bring it back from its export (proofpress import FILE) or from a backup of this folder.';
  const folder = workspace.artifacts.folder(stage, id);
  const artifact = await workspace.artifacts.find<Summaries[Stage]>(stage, id).catch((error: unknown) => {
    const isDamaged = kept && error instanceof AppError && error.code === 'artifact-damaged';
    throw isDamaged ? new AppError(error.code, error.message, restore, { cause: error.cause }) : error;
  });
  if (artifact) return artifact;
  throw new AppError(
    'artifact-damaged',
    `What "${command}" made for "${state.name}" is no longer in the workspace: "${folder}" is missing.`,
    kept ? restore : `Run: proofpress ${usage(state.name)}`,
  );
}

/** Whether others rely on the key: it is published, or several people made it. Nothing may take its place. */
export function isIrreplaceable(state: ModelState, id: string): boolean {
  return isPublished(state, id) || Object.values(state.ceremonies ?? {}).some(({ keyId }) => keyId === id);
}

export function isPublished({ publications }: ModelState, id: string): boolean {
  return publications.some(({ keyId }) => keyId === id);
}
