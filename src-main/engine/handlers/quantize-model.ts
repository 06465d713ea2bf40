import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { SamplesSource } from '../../api/samples.ts';
import type { EngineContext } from '../engine.ts';
import { type QuantizeParameters, quantizeStage } from '../pipeline/2-quantize/quantize-stage.ts';
import { hashSamples } from '../pipeline/2-quantize/samples/hash-samples.ts';
import { readSamples, type Samples } from '../pipeline/2-quantize/samples.ts';
import { runStage } from '../pipeline/stage.ts';
import { type EarlierQuantization, quantizationOf } from './earlier-settings.ts';
import { secondsSince } from './seconds.ts';
import { requireArtifact } from './stage-artifacts.ts';

type Input = ParsedInput<'quantizeModel'>;

const DEFAULTS = { activationBits: 8, weightBits: 'auto', inputBits: 8, outputBits: 16 } as const;

export async function quantizeModel(
  { workspace }: EngineContext,
  input: Input,
  work: LongWork,
): Promise<CallResult<'quantizeModel'>> {
  const started = performance.now();
  const state = await workspace.models.read(input.name);
  const imported = await requireArtifact(workspace, state, 'import');
  const ports = imported.summary.inputs;
  const earlier =
    input.like === undefined
      ? undefined
      : await quantizationOf(workspace, input.like, { name: state.name, inputs: ports });
  const sources = chooseSources(input, earlier);
  const reading = input.reading ?? earlier?.reading;
  const calibration = await readSamples(sources.calibration, ports, reading);
  const evaluation =
    sources.evaluation === undefined ? calibration : await readSamples(sources.evaluation, ports, reading);
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
    chooseParameters(input, earlier?.parameters),
    work,
  );
  if (state.recordId !== artifact.id || !isDeepStrictEqual(state.samples, sources)) {
    await workspace.models.update(state.name, (present = state) => {
      // Where another network was imported under the name meanwhile, this is not its record.
      if (present.importId !== state.importId) return present;
      const circuitId = present.recordId === artifact.id ? present.circuitId : undefined;
      return { ...present, recordId: artifact.id, samples: sources, circuitId };
    });
  }
  const { folder, reused, summary } = artifact;
  const like = earlier ? describeTaken(input, earlier, calibration, evaluation) : null;
  return { name: state.name, folder, reused, seconds: secondsSince(started), ...summary, like };
}

/** Absolute paths: a later call may come from another folder. */
function chooseSources(
  { samples, evaluate, name }: Input,
  earlier: EarlierQuantization | undefined,
): { calibration: SamplesSource; evaluation?: SamplesSource } {
  const calibration = samples ?? earlier?.samples;
  const evaluation = evaluate ?? earlier?.evaluate;
  if (calibration === undefined) {
    throw new AppError(
      'option-invalid',
      earlier
        ? `The workspace does not know which samples "${earlier.name}" was quantized with.`
        : 'No samples are named.',
      `Name some: proofpress quantize ${name} --samples FILE${earlier ? ` --like ${earlier.name}` : ', or --like MODEL for those of another model'}.`,
    );
  }
  const absolute = (source: SamplesSource) => (typeof source === 'string' ? resolve(source) : source);
  return {
    calibration: absolute(calibration),
    ...(evaluation === undefined ? {} : { evaluation: absolute(evaluation) }),
  };
}

/** A width that is asked for is meant: then no target of an earlier model searches for others. */
function chooseParameters(
  input: Input,
  earlier: QuantizeParameters | undefined,
): QuantizeParameters & Record<string, number | string | undefined> {
  const { activationBits, weightBits, inputBits, outputBits, targetError, targetAgreement } = input;
  const asksNothing = [activationBits, weightBits, targetError, targetAgreement].every(
    (asked) => asked === undefined,
  );
  return {
    activationBits: activationBits ?? earlier?.activationBits ?? DEFAULTS.activationBits,
    weightBits: weightBits ?? earlier?.weightBits ?? DEFAULTS.weightBits,
    inputBits: inputBits ?? earlier?.inputBits ?? DEFAULTS.inputBits,
    outputBits: outputBits ?? earlier?.outputBits ?? DEFAULTS.outputBits,
    targetError: asksNothing ? earlier?.targetError : targetError,
    targetAgreement: asksNothing ? earlier?.targetAgreement : targetAgreement,
  };
}

function describeTaken(
  input: Input,
  earlier: EarlierQuantization,
  calibration: Samples,
  evaluation: Samples,
): NonNullable<CallResult<'quantizeModel'>['like']> {
  const { name, samples, evaluate, reading, parameters } = earlier;
  const chosen = chooseParameters(input, parameters);
  const settings = Object.entries(chosen).flatMap(([setting, value]) =>
    value !== undefined && input[setting as keyof Input] === undefined ? [[setting, value] as const] : [],
  );
  const hasSameReading = input.reading === undefined;
  const differs = (isTaken: boolean, now: Samples, before: string | undefined) =>
    isTaken && hasSameReading && hashSamples(now) !== before;
  return {
    name,
    ...(input.samples === undefined ? { samples } : {}),
    ...(input.evaluate === undefined ? { evaluate } : {}),
    ...(hasSameReading ? { reading } : {}),
    settings: Object.fromEntries(settings),
    samplesChanged:
      differs(input.samples === undefined, calibration, earlier.calibrationHash) ||
      differs(input.evaluate === undefined && evaluate !== undefined, evaluation, earlier.evaluationHash),
  };
}
