import { expect } from 'vitest';
import type { GraphValue } from '../../src-main/engine/graph/float-graph.ts';
import { evaluateFloatTwin } from '../../src-main/engine/graph/float-twin.ts';
import { product } from '../../src-main/engine/graph/linear-map.ts';
import type { LoweredGraph } from '../../src-main/engine/graph/lowered-graph.ts';
import {
  openReferenceNetwork,
  type ReferenceTensor,
} from '../../src-main/engine/pipeline/1-import/reference-network.ts';
import { lowerModel, type LoweredModel } from './lower-model.ts';
import type { ModelInit } from './onnx-builder.ts';
import { Random } from './random.ts';

/** Lowest and highest value of an input, and the distance of neighbouring values where it is not continuous. */
export type InputRange = readonly [low: number, high: number, step?: number];

export interface TwinCheck {
  /** By input; unless given: floats of [-2, 2], integers of [-5, 5], booleans. */
  ranges?: Record<string, InputRange>;
  samples?: number;
  seed?: number;
}

/** Lowers the network and requires that on random inputs its float twin has every graph output of onnxruntime. */
export async function checkTwin(
  init: ModelInit,
  { ranges = {}, samples = 3, seed = 1 }: TwinCheck = {},
): Promise<LoweredModel> {
  const model = await lowerModel(init);
  const network = await openReferenceNetwork(model.original, []);
  const random = new Random(seed);
  try {
    for (let sample = 0; sample < samples; sample++) {
      const inputs = new Map(
        model.lowered.inputs.map((input) => [input.name, randomInput(input, ranges[input.name], random)]),
      );
      expectTwinAgrees(model.lowered, inputs, await network.run(inputs));
    }
  } finally {
    await network.release();
  }
  return model;
}

function randomInput({ shape, elementType }: GraphValue, range: InputRange | undefined, random: Random) {
  const [low, high, step = elementType === 'float' ? 0 : 1] = range ?? DEFAULT_RANGES[elementType];
  const draw = () =>
    step > 0
      ? low + step * random.integer(0, Math.floor((high - low) / step))
      : low + (high - low) * random.next();
  return Float64Array.from({ length: product(shape) }, () => Math.fround(draw()));
}

const DEFAULT_RANGES: Record<GraphValue['elementType'], InputRange> = {
  float: [-2, 2],
  integer: [-5, 5],
  boolean: [0, 1],
};

/**
 * Every output (and every tensor of `names`): floats to 1e-4 of the largest value of the tensor, integers and booleans
 * exactly.
 */
export function expectTwinAgrees(
  lowered: LoweredGraph,
  inputs: ReadonlyMap<string, Float64Array>,
  reference: ReadonlyMap<string, ReferenceTensor>,
  names: readonly string[] = [],
): void {
  const twin = evaluateFloatTwin(lowered, inputs);
  for (const name of new Set([...names, ...lowered.outputs.map((output) => output.name)])) {
    const expected = reference.get(name)?.values ?? inputs.get(name)!;
    const actual = twin.get(name);
    if (!actual) expect.fail(`the twin has no "${name}"`);
    expect(actual.length, name).toBe(expected.length);
    const isFloat = reference.get(name)?.type.startsWith('float') ?? true;
    const largest = expected.reduce((max, entry) => Math.max(max, Math.abs(entry)), 1e-2);
    const tolerance = isFloat ? 1e-4 * largest : 0;
    actual.forEach((entry, index) => {
      if (!(Math.abs(entry - expected[index]!) <= tolerance)) {
        expect.fail(`twin of "${name}" at ${index}: ${entry}, onnxruntime: ${expected[index]}`);
      }
    });
  }
}
