import type { SamplesOrigin } from '../../../api/contract.ts';
import type { LongWork } from '../../../api/progress.ts';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoweredGraph } from '../../graph/lowered-graph.ts';
import { lowerGraph } from '../../graph/lowering/lower-graph.ts';
import { encodeRecord } from '../../graph/record.ts';
import { type CircuitLimits, estimateCircuit, refuseTooLarge } from '../../proofs/groth16/estimate.ts';
import { decodeModel } from '../1-import/onnx/decode-model.ts';
import { readFloatGraph } from '../1-import/read-float-graph.ts';
import { openReferenceNetwork, type ReferenceNetwork } from '../1-import/reference-network.ts';
import type { Stage } from '../stage.ts';
import { type AccuracyReport, reportAccuracy } from './accuracy-report.ts';
import { activationNames, calibrate, type Range } from './calibrate.ts';
import { chooseWeightBits } from './choose-weight-bits.ts';
import { runFloats } from './float-cases.ts';
import { type LayerWidths, quantizeGraph, type QuantizeOptions } from './quantize-graph.ts';
import { CHOICES_FILE, encodeChoices } from './quantization-choices.ts';
import type { Samples } from './samples.ts';
import { searchSettings, type TriedSetting } from './search-settings.ts';

export interface QuantizeInput {
  modelHash: string;
  simplifiedPath: string;
  /** Samples that ranges are measured on. */
  calibration: Samples;
  /** Samples that the accuracy report is about. */
  evaluation: Samples;
  /** The most that the model may take. */
  limits: CircuitLimits;
}

/** Fewer bits than these are seldom enough. */
const NARROW_BITS = 6;

/**
 * `auto` chooses the weight bits on the calibration samples. With a target, the widths of activations and weights are
 * searched for, and what is given for them is not used.
 */
export interface QuantizeParameters extends Omit<QuantizeOptions, 'weightBits'> {
  weightBits: number | 'auto';
  targetError?: number;
  targetAgreement?: number;
}

export interface QuantizeSummary {
  /** SHA-256 (hex) of record.json: the model as it is proven. */
  recordHash: string;
  activationBits: number;
  weightBits: number;
  accuracy: AccuracyReport;
  /** Layers whose widths the search for a target made narrower still. */
  layerWidths: ({ layer: string } & LayerWidths)[];
  /** Settings that the search for a target tried, the cheapest first; empty where there was no target. */
  tried: TriedSetting[];
  /** What the samples were. */
  samples: { calibration?: SamplesOrigin; evaluation?: SamplesOrigin };
}

/**
 * Stage 2: the integer graph (`record.json`), what it was made with beside the network (`quantization.json`), and how well
 * it does (`accuracy.json`).
 * @throws AppError `model-unsupported-operator`, `model-too-large`, `samples-invalid`, `accuracy-target-missed`, `aborted`
 */
export const quantizeStage: Stage<
  QuantizeInput,
  QuantizeParameters & Record<string, number | string | undefined>,
  QuantizeSummary
> = {
  id: 'quantize',
  version: 5,
  async run({ modelHash, simplifiedPath, calibration, evaluation, limits }, parameters, folder, work) {
    const model = decodeModel(new Uint8Array(await readFile(simplifiedPath)), simplifiedPath);
    const lowered = lowerGraph(readFloatGraph(model));
    const network = await openReferenceNetwork(model, activationNames(lowered));
    try {
      const ranges = await calibrate(lowered, network, calibration, work);
      refuseHopeless(lowered, ranges, parameters, limits);
      const { options, tried } = await chooseSettings(
        lowered,
        ranges,
        parameters,
        network,
        calibration,
        work,
      );
      const { graph, scales } = quantizeGraph(lowered, ranges, options);
      const accuracy = await reportAccuracy(graph, scales, network, evaluation, work);
      const record = encodeRecord({ modelHash, graph });
      await writeFile(join(folder, 'record.json'), record);
      await writeFile(join(folder, CHOICES_FILE), encodeChoices({ options, ranges }));
      await writeFile(join(folder, 'accuracy.json'), `${JSON.stringify(accuracy, null, 2)}\n`);
      const recordHash = createHash('sha256').update(record).digest('hex');
      const { activationBits, weightBits, layers } = options;
      const layerWidths = [...(layers ?? [])].map(([layer, widths]) => ({ layer, ...widths }));
      const samples = { calibration: calibration.origin, evaluation: evaluation.origin };
      return { recordHash, activationBits, weightBits, layerWidths, accuracy, tried, samples };
    } finally {
      await network.release();
    }
  },
};

/** A model that is too large even with narrow values is refused before anything is searched or compared. */
function refuseHopeless(
  lowered: LoweredGraph,
  ranges: ReadonlyMap<string, Range>,
  { activationBits, inputBits, outputBits }: QuantizeParameters,
  limits: CircuitLimits,
): void {
  const narrow = { activationBits: Math.min(activationBits, NARROW_BITS), weightBits: NARROW_BITS };
  const { graph } = quantizeGraph(lowered, ranges, { ...narrow, inputBits, outputBits });
  refuseTooLarge(estimateCircuit(graph), limits);
}

async function chooseSettings(
  lowered: LoweredGraph,
  ranges: ReadonlyMap<string, Range>,
  { targetError, targetAgreement, ...parameters }: QuantizeParameters,
  network: ReferenceNetwork,
  calibration: Samples,
  work: LongWork,
): Promise<{ options: QuantizeOptions; tried: TriedSetting[] }> {
  const { activationBits, weightBits, inputBits, outputBits } = parameters;
  if (targetError !== undefined || targetAgreement !== undefined) {
    const options = { activationBits, weightBits: activationBits, inputBits, outputBits };
    const target = { error: targetError, agreement: targetAgreement };
    return searchSettings(
      lowered,
      ranges,
      options,
      target,
      await runFloats(network, calibration, work.signal),
      work,
    );
  }
  const chosen =
    weightBits === 'auto'
      ? await chooseWeightBits(lowered, ranges, parameters, network, calibration, work)
      : weightBits;
  return { options: { activationBits, weightBits: chosen, inputBits, outputBits }, tried: [] };
}
