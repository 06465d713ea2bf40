import type { IntegerGraph } from '../../src-main/engine/graph/integer-graph.ts';
import { lowerGraph } from '../../src-main/engine/graph/lowering/lower-graph.ts';
import { decodeRecord, encodeRecord } from '../../src-main/engine/graph/record.ts';
import { annotateShapes } from '../../src-main/engine/pipeline/1-import/annotate-shapes.ts';
import { decodeModel } from '../../src-main/engine/pipeline/1-import/onnx/decode-model.ts';
import { readFloatGraph } from '../../src-main/engine/pipeline/1-import/read-float-graph.ts';
import { openReferenceNetwork } from '../../src-main/engine/pipeline/1-import/reference-network.ts';
import { simplifyModel } from '../../src-main/engine/pipeline/1-import/simplify-model.ts';
import { tidyGraph } from '../../src-main/engine/pipeline/1-import/tidy-graph.ts';
import { activationNames, calibrate } from '../../src-main/engine/pipeline/2-quantize/calibrate.ts';
import { quantizeGraph } from '../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import { type BenchNetwork, writeNetwork, writeSamples } from '../models/networks.ts';

const SAMPLES = 4;
const WIDTHS = { activationBits: 8, weightBits: 8, inputBits: 8, outputBits: 16 };

/** The graph of a network's quantization record: imported and quantized to 8 bits, written and read again. */
export async function recordOf(network: BenchNetwork): Promise<IntegerGraph> {
  const model = decodeModel(writeNetwork(network).bytes, network.name);
  tidyGraph(model);
  const simplified = decodeModel(await simplifyModel(model), network.name);
  await annotateShapes(simplified);
  const lowered = lowerGraph(readFloatGraph(simplified));
  const { inputs } = JSON.parse(writeSamples(network, SAMPLES)) as { inputs: { x: { data: number[][] } } };
  const samples = {
    count: SAMPLES,
    inputs: new Map([['x', inputs.x.data.map((values) => Float64Array.from(values))]]),
  };
  const reference = await openReferenceNetwork(simplified, new Set(activationNames(lowered)));
  try {
    const ranges = await calibrate(lowered, reference, samples, {});
    const { graph } = quantizeGraph(lowered, ranges, WIDTHS);
    return decodeRecord(encodeRecord({ modelHash: '', graph })).graph;
  } finally {
    await reference.release();
  }
}
