import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../../src-main/engine/graph/record.ts';
import { decodeModel } from '../../../src-main/engine/pipeline/1-import/onnx/decode-model.ts';
import { readModelFile } from '../../../src-main/engine/pipeline/1-import/read-model-file.ts';
import { quantizeStage } from '../../../src-main/engine/pipeline/2-quantize/quantize-stage.ts';
import { readSamples } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { checkLowered, expectSound } from '../../support/check-network.ts';
import { importFile } from '../../support/import-file.ts';
import { lowerModel } from '../../support/lower-model.ts';
import { Random } from '../../support/random.ts';

const root = temporaryFolder();
const BITS = { activationBits: 8, weightBits: 8, inputBits: 8, outputBits: 16 };

async function quantizeExample(name: string, evaluation: string) {
  const example = join(import.meta.dirname, '../../../examples', name);
  const { folder, modelHash, inputs } = await importFile(join(example, `${name}.onnx`), root);
  const calibration = await readSamples(join(example, 'calibration.json'), inputs);
  const samples = await readSamples(join(example, evaluation), inputs);
  const simplifiedPath = join(folder, 'simplified.onnx');
  const { accuracy } = await quantizeStage.run(
    { modelHash, simplifiedPath, calibration, evaluation: samples, limits: {} },
    BITS,
    folder,
    {},
  );
  const { graph } = decodeRecord(new Uint8Array(await readFile(join(folder, 'record.json'))));
  return { accuracy, graph, samples };
}

describe('mnist', () => {
  test('8-bit integers agree with the floats on at least 99 of the 100 samples', async () => {
    const { accuracy, graph, samples } = await quantizeExample('mnist', 'samples.json');
    expect(accuracy.samples).toBe(100);
    expect(accuracy.topOneAgreement).toBeGreaterThanOrEqual(0.99);
    expect(accuracy.layers.every(({ signalToNoiseDecibel }) => signalToNoiseDecibel! > 15)).toBe(true);
    expectSound(graph, samples, new Random(1));
  });

  test('on 1,000 held-out digits the floats reach 98.5 % and the integers lose at most 0.3 points', async () => {
    const { accuracy } = await quantizeExample('mnist', 'held-out.json');
    expect(accuracy.samples).toBe(1000);
    expect(accuracy.floatAccuracy).toBeGreaterThanOrEqual(0.985);
    expect(accuracy.integerAccuracy).toBeGreaterThanOrEqual(accuracy.floatAccuracy! - 0.003);
  });
});

test.each(['credit', 'mnist'])('%s: twin, integers and intervals', async (name) => {
  const example = join(import.meta.dirname, '../../../examples', name);
  const path = join(example, `${name}.onnx`);
  const lowered = await lowerModel(decodeModel(await readModelFile(path), path));
  const { inputs } = await readSamples(join(example, 'samples.json'), lowered.graph.inputs);
  const few = new Map([...inputs].map(([input, values]) => [input, values.slice(0, 5)]));
  await checkLowered(lowered, { count: 5, inputs: few }, new Random(3));
});

test('credit: the integers agree with the floats on its samples', async () => {
  const { accuracy, graph, samples } = await quantizeExample('credit', 'samples.json');
  expect(accuracy.topOneAgreement).toBeGreaterThanOrEqual(0.98);
  expectSound(graph, samples, new Random(2));
});
