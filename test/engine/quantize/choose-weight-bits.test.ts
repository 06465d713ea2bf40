import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lowerGraph } from '../../../src-main/engine/graph/lowering/lower-graph.ts';
import type { LoweredGraph } from '../../../src-main/engine/graph/lowered-graph.ts';
import { decodeModel } from '../../../src-main/engine/pipeline/1-import/onnx/decode-model.ts';
import { readFloatGraph } from '../../../src-main/engine/pipeline/1-import/read-float-graph.ts';
import {
  openReferenceNetwork,
  type ReferenceNetwork,
} from '../../../src-main/engine/pipeline/1-import/reference-network.ts';
import { reportAccuracy } from '../../../src-main/engine/pipeline/2-quantize/accuracy-report.ts';
import {
  activationNames,
  calibrate,
  type Range,
} from '../../../src-main/engine/pipeline/2-quantize/calibrate.ts';
import {
  chooseWeightBits,
  ENOUGH_DECIBEL,
} from '../../../src-main/engine/pipeline/2-quantize/choose-weight-bits.ts';
import { quantizeGraph } from '../../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import { readSamples, type Samples } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { importFile } from '../../support/import-file.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const root = temporaryFolder();
const example = join(import.meta.dirname, '../../../examples/credit');
const BITS = { activationBits: 8, inputBits: 8, outputBits: 16 };

describe('chooseWeightBits', () => {
  let lowered: LoweredGraph;
  let network: ReferenceNetwork;
  let samples: Samples;
  let ranges: Map<string, Range>;

  beforeAll(async () => {
    const { folder, inputs } = await importFile(join(example, 'credit.onnx'), root);
    const path = join(folder, 'simplified.onnx');
    const model = decodeModel(new Uint8Array(await readFile(path)), path);
    lowered = lowerGraph(readFloatGraph(model));
    network = await openReferenceNetwork(model, activationNames(lowered));
    const all = await readSamples(join(example, 'calibration.json'), inputs);
    // As many as the choice looks at, so that the report below is about the same ones.
    const first = new Map([...all.inputs].map(([name, values]) => [name, values.slice(0, 32)]));
    samples = { count: 32, inputs: first };
    ranges = await calibrate(lowered, network, all, {});
  });
  afterAll(() => network.release());

  /** The last layer writes the only output. */
  const outputDecibel = async (weightBits: number) => {
    const { graph, scales } = quantizeGraph(lowered, ranges, { ...BITS, weightBits });
    return (await reportAccuracy(graph, scales, network, samples, {})).layers.at(-1)!.signalToNoiseDecibel!;
  };

  test('takes the fewest bits with which the outputs stay above the noise', async () => {
    const bits = await chooseWeightBits(lowered, ranges, BITS, network, samples, {});
    expect(bits).toBeGreaterThan(3);
    expect(bits).toBeLessThan(8);
    expect(await outputDecibel(bits)).toBeGreaterThanOrEqual(ENOUGH_DECIBEL);
    expect(await outputDecibel(bits - 1)).toBeLessThan(ENOUGH_DECIBEL);
  });

  test('takes 8 where no width is enough, because the activations are too coarse', async () => {
    const coarse = { ...BITS, activationBits: 3 };
    expect(await chooseWeightBits(lowered, ranges, coarse, network, samples, {})).toBe(8);
  });

  test('says what it tries, and stops when asked to', async () => {
    const messages: string[] = [];
    const controller = new AbortController();
    const onProgress = ({ message }: { message: string }) => {
      messages.push(message);
      controller.abort();
    };
    const work = { signal: controller.signal, onProgress };
    await appErrorOf(chooseWeightBits(lowered, ranges, BITS, network, samples, work), 'aborted');
    expect(messages).toEqual(['Trying weights of 8 bits']);
  });
});
