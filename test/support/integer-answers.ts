import { createEvaluator } from '../../src-main/engine/graph/evaluate.ts';
import { evaluateFloatTwin } from '../../src-main/engine/graph/float-twin.ts';
import type { IntegerGraph } from '../../src-main/engine/graph/integer-graph.ts';
import { quantizeInput } from '../../src-main/engine/graph/quantize-input.ts';
import { toNumber } from '../../src-main/engine/graph/rational.ts';
import type { Range } from '../../src-main/engine/pipeline/2-quantize/calibrate.ts';
import { quantizeGraph } from '../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import { lowerModel } from './lower-model.ts';
import type { ModelInit } from './onnx-builder.ts';

/** Values of every graph input, by name. */
export type Sample = Readonly<Record<string, readonly number[]>>;

export interface Answers {
  graph: IntegerGraph;
  /** Of each sample, the outputs in order, flat: what the integers say in the reals, and what the network says. */
  integers: number[][];
  floats: number[][];
  /** The largest deviation over the largest magnitude. */
  error: number;
}

/**
 * Quantizes a network to `bits` bits everywhere (outputs four more) and answers the samples.
 * @param calibration what the ranges are measured on
 */
export async function answer(
  init: ModelInit,
  calibration: readonly Sample[],
  bits: number,
  samples: readonly Sample[] = calibration,
): Promise<Answers> {
  const { lowered } = await lowerModel(init);
  const ranges = new Map<string, Range>();
  for (const sample of calibration) {
    for (const [name, values] of evaluateFloatTwin(lowered, inputsOf(sample))) {
      const { low, high } = ranges.get(name) ?? { low: Infinity, high: -Infinity };
      ranges.set(name, { low: Math.min(low, ...values), high: Math.max(high, ...values) });
    }
  }
  const options = {
    activationBits: bits,
    weightBits: bits,
    inputBits: bits,
    outputBits: Math.max(16, bits + 4),
  };
  const { graph } = quantizeGraph(lowered, ranges, options);
  const evaluator = createEvaluator(graph);
  const integers = samples.map((sample) => {
    const results = evaluator.run(
      new Map(graph.inputs.map((port) => [port.name, quantizeInput(port, [...sample[port.name]!])])),
    );
    return graph.outputs.flatMap(({ name, scale }) =>
      Array.from<number | bigint, number>(results.get(name)!, (value) => Number(value) * toNumber(scale)),
    );
  });
  const floats = samples.map((sample) => {
    const twin = evaluateFloatTwin(lowered, inputsOf(sample));
    return graph.outputs.flatMap(({ name }) => [...twin.get(name)!]);
  });
  return { graph, integers, floats, error: relativeError(integers.flat(), floats.flat()) };
}

function inputsOf(sample: Sample): Map<string, Float64Array> {
  return new Map(Object.entries(sample).map(([name, values]) => [name, Float64Array.from(values)]));
}

function relativeError(values: readonly number[], expected: readonly number[]): number {
  const largest = Math.max(...expected.map(Math.abs)) || 1;
  return Math.max(...values.map((value, index) => Math.abs(value - expected[index]!))) / largest;
}
