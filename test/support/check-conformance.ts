import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { readInput } from '../../bench/conformance/network-samples.ts';
import { AppError } from '../../src-main/api/errors.ts';
import type { DimensionValues } from '../../src-main/engine/pipeline/1-import/fix-dimensions.ts';
import { decodeModel } from '../../src-main/engine/pipeline/1-import/onnx/decode-model.ts';
import { readModelFile } from '../../src-main/engine/pipeline/1-import/read-model-file.ts';
import type { ModelProto } from '../../src-main/engine/pipeline/1-import/onnx/generated/onnx_pb.ts';
import { checkLowered } from './check-network.ts';
import type { ConformanceNetwork } from './conformance.ts';
import { importFile } from './import-file.ts';
import { lowerModel, type LoweredModel } from './lower-model.ts';
import { Random } from './random.ts';

/** What became of a network; a refusal is an AppError that says what is in the way, anything else fails the test. */
export type Outcome = 'whole' | 'operator' | 'other';

export async function checkConformance({ model, input }: ConformanceNetwork, root: string): Promise<Outcome> {
  const bytes = await readModelFile(model);
  let lowered: LoweredModel;
  try {
    const dimensions = freeBatch(decodeModel(bytes, model));
    await importFile(model, root, dimensions);
    lowered = await lowerModel(decodeModel(bytes, model), dimensions);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.remedy).not.toBe('');
    if (error.code !== 'model-unsupported-operator') {
      expect(['model-invalid', 'model-dynamic-shape', 'model-too-large']).toContain(error.code);
      return 'other';
    }
    expect(error.message).toMatch(/\w+( of "[^"]+")? at node "[^"]+"|input "[^"]+"/);
    return 'operator';
  }
  const { input_data: data } = JSON.parse(await readFile(input, 'utf8')) as { input_data: unknown[] };
  const given = readInput(data, lowered.graph.inputs);
  const samples = { count: 1, inputs: new Map([...given].map(([name, values]) => [name, [values]])) };
  await checkLowered(lowered, samples, new Random(1));
  return 'whole';
}

/** 1 for every free dimension. */
export function freeBatch(model: ModelProto): DimensionValues {
  const values: Record<string, number> = {};
  for (const { name, type } of model.graph!.input) {
    if (type?.value.case !== 'tensorType') continue;
    type.value.value.shape?.dim.forEach(({ value }, axis) => {
      if (value.case === 'dimParam' && value.value !== '') values[value.value] = 1;
      else if (value.case !== 'dimValue' || value.value <= 0n) values[`${name}:${axis}`] = 1;
    });
  }
  return values;
}
