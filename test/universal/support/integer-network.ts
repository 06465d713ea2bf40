import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { decodeModel } from '../../../src-main/engine/pipeline/1-import/onnx/decode-model.ts';
import { readModelFile } from '../../../src-main/engine/pipeline/1-import/read-model-file.ts';
import { activationNames, calibrate } from '../../../src-main/engine/pipeline/2-quantize/calibrate.ts';
import { quantizeGraph } from '../../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import { openReferenceNetwork } from '../../../src-main/engine/pipeline/1-import/reference-network.ts';
import { freeBatch } from '../../support/check-conformance.ts';
import { randomSamples } from '../../support/check-network.ts';
import { lowerModel } from '../../support/lower-model.ts';
import { Random } from '../../support/random.ts';

/** An ONNX file as an integer graph, calibrated on random numbers; free dimensions are 1. */
export async function integerNetwork(path: string, bits = 8): Promise<IntegerGraph> {
  const bytes = await readModelFile(path);
  const dimensions = freeBatch(decodeModel(bytes, path));
  const { simplified, lowered } = await lowerModel(decodeModel(bytes, path), dimensions);
  const network = await openReferenceNetwork(simplified, new Set(activationNames(lowered)));
  try {
    const ranges = await calibrate(lowered, network, randomSamples(lowered, new Random(1), 4), {});
    const widths = { activationBits: bits, weightBits: bits, inputBits: bits, outputBits: 16 };
    return quantizeGraph(lowered, ranges, widths).graph;
  } finally {
    await network.release();
  }
}
