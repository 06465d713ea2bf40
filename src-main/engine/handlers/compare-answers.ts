import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import { requireArtifact } from './stage-artifacts.ts';

/** Answers of the float network and of the integers on the samples that the report is about. */
export async function compareAnswersCall(
  { workspace, inspections }: EngineContext,
  { name, first, count }: ParsedInput<'compareAnswers'>,
  work: LongWork,
): Promise<CallResult<'compareAnswers'>> {
  const state = await workspace.models.read(name);
  inspections.prepare();
  const imported = await requireArtifact(workspace, state, 'import');
  const quantized = await requireArtifact(workspace, state, 'quantize');
  const samples = state.samples?.evaluation ?? state.samples?.calibration;
  if (samples === undefined) {
    throw new AppError(
      'option-invalid',
      `The workspace does not know which samples "${name}" was quantized with.`,
      `Quantize it again: proofpress quantize ${name} --samples FILE.`,
    );
  }
  const { evaluation, calibration } = quantized.summary.samples;
  return inspections.run(
    'compare-answers',
    {
      simplifiedPath: join(imported.folder, 'simplified.onnx'),
      recordPath: join(quantized.folder, 'record.json'),
      ports: imported.summary.inputs,
      samples,
      reading: (evaluation ?? calibration)?.reading,
      first,
      count,
    },
    name,
    work,
  );
}
