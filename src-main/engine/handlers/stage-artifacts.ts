import { AppError } from '../../api/errors.ts';
import type { ImportSummary } from '../pipeline/1-import/import-model.ts';
import type { QuantizeSummary } from '../pipeline/2-quantize/quantize-stage.ts';
import type { CircuitSummary } from '../pipeline/3-circuit/circuit-stage.ts';
import type { SetupSummary } from '../pipeline/4-setup/setup-stage.ts';
import type { Artifact } from '../store/artifact-store.ts';
import type { ModelState } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';

/** What each finished stage of a model left, with the command that makes it where it is missing. */
const STAGES: Record<keyof Summaries, { command: string; idOf: (state: ModelState) => string | undefined }> =
  {
    import: { command: 'import', idOf: ({ importId }) => importId },
    quantize: { command: 'quantize', idOf: ({ recordId }) => recordId },
    circuit: { command: 'compile', idOf: ({ circuitId }) => circuitId },
    setup: { command: 'setup', idOf: keyIdOf },
  };

/** The key of the circuit that the model has now. */
export function keyIdOf({ circuitId, keys }: ModelState): string | undefined {
  return circuitId === undefined ? undefined : keys[circuitId];
}

interface Summaries {
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
  const { command, idOf } = STAGES[stage];
  const id = idOf(state);
  if (id === undefined) {
    throw new AppError(
      'option-invalid',
      `The model "${state.name}" has not been through "${command}" yet, or an earlier step has changed since.`,
      `Run: proofpress ${command} ${state.name}`,
    );
  }
  const artifact = await workspace.artifacts.find<Summaries[Stage]>(stage, id);
  if (artifact) return artifact;
  const published = stage === 'setup' && state.publications.some(({ keyId }) => keyId === id);
  throw new AppError(
    'artifact-damaged',
    `What "${command}" made for "${state.name}" is no longer in the workspace.`,
    published
      ? 'The key is published and cannot be made again: restore its folder from your export or backup.'
      : `Run: proofpress ${command} ${state.name}`,
  );
}
