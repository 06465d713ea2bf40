import { AppError } from '../../api/errors.ts';
import type { SamplesReading, SamplesSource } from '../../api/samples.ts';
import type { GraphValue } from '../graph/float-graph.ts';
import type { ImportParameters } from '../pipeline/1-import/import-model.ts';
import type { QuantizeParameters } from '../pipeline/2-quantize/quantize-stage.ts';
import type { InputModes } from '../pipeline/3-circuit/statement-layout.ts';
import type { Workspace } from '../store/workspace.ts';
import { requireArtifact } from './stage-artifacts.ts';

/** How a model of the workspace was quantized. */
export interface EarlierQuantization {
  name: string;
  /** Absent where a version of this program quantized it that did not keep them. */
  samples: SamplesSource | undefined;
  /** Absent where the report was about the samples themselves. */
  evaluate: SamplesSource | undefined;
  reading: SamplesReading | undefined;
  parameters: QuantizeParameters;
  /** As `hashSamples` gives them. */
  calibrationHash: string | undefined;
  evaluationHash: string | undefined;
}

/** @throws AppError `option-invalid` where it was not imported, `artifact-damaged` */
export async function importSettingsOf(workspace: Workspace, name: string): Promise<ImportParameters> {
  const state = await workspace.models.read(name);
  const { id } = await requireArtifact(workspace, state, 'import');
  return (await workspace.artifacts.describe('import', id)).parameters as ImportParameters;
}

/**
 * @param present the model that is to be quantized in the same way
 * @throws AppError `option-invalid` where the other one was not quantized, or has other inputs; `artifact-damaged`
 */
export async function quantizationOf(
  workspace: Workspace,
  name: string,
  present: { name: string; inputs: readonly GraphValue[] },
): Promise<EarlierQuantization> {
  const state = await workspace.models.read(name);
  const imported = await requireArtifact(workspace, state, 'import');
  requireSameInputs(present, { name, inputs: imported.summary.inputs });
  const quantized = await requireArtifact(workspace, state, 'quantize');
  const { inputs, parameters } = await workspace.artifacts.describe('quantize', quantized.id);
  return {
    name,
    samples: state.samples?.calibration,
    evaluate: state.samples?.evaluation,
    reading: quantized.summary.samples.calibration?.reading,
    parameters: parameters as unknown as QuantizeParameters,
    calibrationHash: inputs[1],
    evaluationHash: inputs[2],
  };
}

/** @throws AppError `option-invalid` where it was not compiled, `artifact-damaged` */
export async function modesOf(workspace: Workspace, name: string): Promise<InputModes> {
  const state = await workspace.models.read(name);
  const { id } = await requireArtifact(workspace, state, 'circuit');
  const { parameters } = await workspace.artifacts.describe('circuit', id);
  return (parameters as { modes: InputModes }).modes;
}

interface NamedInputs {
  name: string;
  inputs: readonly GraphValue[];
}

/** Samples of one network are samples of another where both take the same tensors. */
function requireSameInputs(present: NamedInputs, earlier: NamedInputs): void {
  const [here, there] = [describe(present.inputs), describe(earlier.inputs)];
  if (here === there) return;
  throw new AppError(
    'option-invalid',
    `The samples and settings of "${earlier.name}" do not fit: it takes ${there}, and "${present.name}" takes ${here}.`,
    `Quantize it by itself: proofpress quantize ${present.name} --samples FILE.`,
  );
}

function describe(inputs: readonly GraphValue[]): string {
  return inputs
    .map(({ name, shape, elementType }) => `${name} [${shape.join(', ')}] (${elementType})`)
    .join(', ');
}
