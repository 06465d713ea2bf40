import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lowerGraph } from '../../graph/lowering/lower-graph.ts';
import { encodeRecord } from '../../graph/record.ts';
import { decodeModel } from '../1-import/onnx/decode-model.ts';
import { readFloatGraph } from '../1-import/read-float-graph.ts';
import { openReferenceNetwork } from '../1-import/reference-network.ts';
import type { Stage } from '../stage.ts';
import { type AccuracyReport, reportAccuracy } from './accuracy-report.ts';
import { activationNames, calibrate } from './calibrate.ts';
import { chooseWeightBits } from './choose-weight-bits.ts';
import { quantizeGraph, type QuantizeOptions } from './quantize-graph.ts';
import type { Samples } from './samples.ts';

export interface QuantizeInput {
  modelHash: string;
  simplifiedPath: string;
  /** Samples that ranges are measured on. */
  calibration: Samples;
  /** Samples that the accuracy report is about. */
  evaluation: Samples;
}

/** `auto` chooses the weight bits on the calibration samples. */
export interface QuantizeParameters extends Omit<QuantizeOptions, 'weightBits'> {
  weightBits: number | 'auto';
}

export interface QuantizeSummary {
  /** SHA-256 (hex) of record.json: the model as it is proven. */
  recordHash: string;
  weightBits: number;
  accuracy: AccuracyReport;
}

/**
 * Stage 2: the integer graph (`record.json`) and how well it does (`accuracy.json`).
 * @throws AppError `model-unsupported-operator`, `samples-invalid`, `aborted`
 */
export const quantizeStage: Stage<
  QuantizeInput,
  QuantizeParameters & Record<string, number | string>,
  QuantizeSummary
> = {
  id: 'quantize',
  version: 3,
  async run({ modelHash, simplifiedPath, calibration, evaluation }, parameters, folder, work) {
    const model = decodeModel(new Uint8Array(await readFile(simplifiedPath)), simplifiedPath);
    const lowered = lowerGraph(readFloatGraph(model));
    const network = await openReferenceNetwork(model, activationNames(lowered));
    try {
      const ranges = await calibrate(lowered, network, calibration, work);
      const weightBits =
        parameters.weightBits === 'auto'
          ? await chooseWeightBits(lowered, ranges, parameters, network, calibration, work)
          : parameters.weightBits;
      const { graph, scales } = quantizeGraph(lowered, ranges, { ...parameters, weightBits });
      const accuracy = await reportAccuracy(graph, scales, network, evaluation, work);
      const record = encodeRecord({ modelHash, graph });
      await writeFile(join(folder, 'record.json'), record);
      await writeFile(join(folder, 'accuracy.json'), `${JSON.stringify(accuracy, null, 2)}\n`);
      return { recordHash: createHash('sha256').update(record).digest('hex'), weightBits, accuracy };
    } finally {
      await network.release();
    }
  },
};
