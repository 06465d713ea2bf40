import { join } from 'node:path';
import type { CallResult, ParsedInput, SamplesSource } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import { quantizeStage } from '../pipeline/2-quantize/quantize-stage.ts';
import { hashSamples } from '../pipeline/2-quantize/samples/hash-samples.ts';
import { readSamples } from '../pipeline/2-quantize/samples.ts';
import { runStage } from '../pipeline/stage.ts';
import { secondsSince } from './seconds.ts';
import { requireArtifact } from './stage-artifacts.ts';

export async function quantizeModel(
  { workspace }: EngineContext,
  input: ParsedInput<'quantizeModel'>,
  work: LongWork,
): Promise<CallResult<'quantizeModel'>> {
  const started = performance.now();
  const state = await workspace.models.read(input.name);
  const imported = await requireArtifact(workspace, state, 'import');
  const read = (source: SamplesSource) => readSamples(source, imported.summary.inputs, input.reading);
  const calibration = await read(input.samples);
  const evaluation = input.evaluate === undefined ? calibration : await read(input.evaluate);
  const { activationBits, weightBits, inputBits, outputBits, targetError, targetAgreement } = input;
  const artifact = await runStage(
    workspace.artifacts,
    quantizeStage,
    {
      modelHash: imported.summary.modelHash,
      simplifiedPath: join(imported.folder, 'simplified.onnx'),
      calibration,
      evaluation,
      limits: input.limits,
    },
    [imported.id, hashSamples(calibration), hashSamples(evaluation)],
    { activationBits, weightBits, inputBits, outputBits, targetError, targetAgreement },
    work,
  );
  if (state.recordId !== artifact.id) {
    await workspace.models.update(state.name, (present = state) =>
      // Where another network was imported under the name meanwhile, this is not its record.
      present.importId === state.importId
        ? { ...present, recordId: artifact.id, circuitId: undefined }
        : present,
    );
  }
  const { folder, reused, summary } = artifact;
  return { name: state.name, folder, reused, seconds: secondsSince(started), ...summary };
}
