import { expect } from 'vitest';
import { createEvaluator } from '../../src-main/engine/graph/evaluate.ts';
import { type IntegerGraph, integerRange } from '../../src-main/engine/graph/integer-graph.ts';
import { intervalAt } from '../../src-main/engine/graph/intervals.ts';
import { product } from '../../src-main/engine/graph/linear-map.ts';
import type { LoweredGraph } from '../../src-main/engine/graph/lowered-graph.ts';
import { quantizeInput } from '../../src-main/engine/graph/quantize-input.ts';
import { toNumber } from '../../src-main/engine/graph/rational.ts';
import {
  openReferenceNetwork,
  type ReferenceTensor,
} from '../../src-main/engine/pipeline/1-import/reference-network.ts';
import { activationNames, calibrate } from '../../src-main/engine/pipeline/2-quantize/calibrate.ts';
import { quantizeGraph } from '../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import { sampleAt, type Samples } from '../../src-main/engine/pipeline/2-quantize/samples.ts';
import { linearTerms } from '../../src-main/engine/proofs/groth16/estimate.ts';
import { expectTwinAgrees } from './check-twin.ts';
import { lowerModel, type LoweredModel } from './lower-model.ts';
import type { ModelInit } from './onnx-builder.ts';
import { evaluatePlainly } from './plain-evaluator.ts';
import type { Random } from './random.ts';

/**
 * Largest error at 8 bits, of which 12 bits may leave an eighth and 16 bits a 128th. Deep random networks, whose values
 * cancel, need more room than trained ones.
 */
const TOLERANCE = 0.25;
export const DEEP_TOLERANCE = 1;

const NARROW = { activationBits: 8, weightBits: 8, inputBits: 8, outputBits: 16 };
const MIDDLE = { activationBits: 12, weightBits: 12, inputBits: 12, outputBits: 16 };
const WIDE = { activationBits: 16, weightBits: 16, inputBits: 16, outputBits: 20 };

/** Multiply-accumulates and values of a network from which on only its answers are checked, and at one width. */
const LARGE = 2_000_000;

/**
 * Imports the network, then requires that the float twin agrees with onnxruntime, that the integer graph is the one
 * that the plain evaluator defines, stays inside its intervals, and approaches the floats as bits are added. Of a large
 * network only the twin and the answers at 12 bits are checked.
 */
export async function checkNetwork(init: ModelInit, random: Random, tolerance = TOLERANCE): Promise<void> {
  const imported = await lowerModel(init);
  return checkLowered(imported, randomSamples(imported.lowered, random, 4), random, tolerance);
}

export async function checkLowered(
  { original, simplified, lowered, graph: floatGraph }: LoweredModel,
  samples: Samples,
  random: Random,
  tolerance = TOLERANCE,
): Promise<void> {
  const known = new Set(floatGraph.nodes.flatMap(({ outputs }) => outputs));
  const twinNames = lowered.nodes.map(({ output }) => output).filter((name) => known.has(name));
  const network = await openReferenceNetwork(
    simplified,
    new Set([...twinNames, ...activationNames(lowered)]),
  );
  const unchanged = await openReferenceNetwork(original, []);
  try {
    const references: Map<string, ReferenceTensor>[] = [];
    for (let index = 0; index < samples.count; index++) {
      const inputs = sampleAt(samples, index);
      references.push(await network.run(inputs));
      expectTwinAgrees(lowered, inputs, await unchanged.run(inputs));
      expectTwinAgrees(lowered, inputs, references[index]!, twinNames);
    }
    const ranges = await calibrate(lowered, network, samples, {});
    const isLarge = workOf(lowered) > LARGE;
    const errorAt = (bits: typeof NARROW) => {
      const { graph } = quantizeGraph(lowered, ranges, bits);
      if (!isLarge) expectSound(graph, samples, random);
      return outputError(graph, samples, references);
    };
    // Values of deep networks cancel.
    const room = isLarge ? DEEP_TOLERANCE : tolerance;
    expect(errorAt(MIDDLE), 'error at 12 bits').toBeLessThan(room / 8);
    if (isLarge) return;
    expect(errorAt(NARROW), 'error at 8 bits').toBeLessThan(tolerance);
    expect(errorAt(WIDE), 'error at 16 bits').toBeLessThan(tolerance / 128);
  } finally {
    await unchanged.release();
    await network.release();
  }
}

/** Multiply-accumulates of linear maps and matrix products, and values of the network's own tensors. */
function workOf({ nodes, shapes }: LoweredGraph): number {
  const values = [...shapes.values()].reduce((sum, shape) => sum + product(shape), 0);
  return nodes.reduce((sum, node) => {
    if (node.kind === 'linear') return sum + linearTerms(node);
    if (node.kind === 'matmul') return sum + node.batch * node.rows * node.inner * node.columns;
    return sum;
  }, values);
}

export function randomSamples({ inputs }: LoweredGraph, random: Random, count: number): Samples {
  return {
    count,
    inputs: new Map(
      inputs.map(({ name, shape }) => [
        name,
        Array.from({ length: count }, () => Float64Array.from(random.normals(product(shape)))),
      ]),
    ),
  };
}

function outputError(
  graph: IntegerGraph,
  samples: Samples,
  references: Map<string, ReferenceTensor>[],
): number {
  const evaluator = createEvaluator(graph);
  let worst = 0;
  for (const port of graph.outputs) {
    const scale = toNumber(port.scale);
    let error = 0;
    let largest = 1e-2;
    references.forEach((reference, index) => {
      const inputs = sampleAt(samples, index);
      const expected = reference.get(port.name)?.values ?? inputs.get(port.name)!;
      const integers = evaluator.run(
        new Map(graph.inputs.map((input) => [input.name, quantizeInput(input, inputs.get(input.name)!)])),
      );
      expected.forEach((entry, position) => {
        largest = Math.max(largest, Math.abs(entry));
        error = Math.max(error, Math.abs(entry - Number(integers.get(port.name)![position]!) * scale));
      });
    });
    worst = Math.max(worst, error / largest);
  }
  return worst;
}

/** Evaluator = plain evaluator, and every value inside its interval, on the samples, on random and on extreme inputs. */
export function expectSound(graph: IntegerGraph, samples: Samples | undefined, random: Random): void {
  const evaluator = createEvaluator(graph);
  const inputSets: Map<string, bigint[]>[] = [];
  if (samples) {
    const first = sampleAt(samples, 0);
    inputSets.push(
      new Map(
        graph.inputs.map((port) => [port.name, [...quantizeInput(port, first.get(port.name)!)].map(BigInt)]),
      ),
    );
  }
  for (const draw of [
    (low: bigint, high: bigint) => random.bigint(low, high),
    (low: bigint, high: bigint) => (random.boolean() ? low : high),
    (low: bigint) => low,
    (_: bigint, high: bigint) => high,
  ]) {
    inputSets.push(
      new Map(
        graph.inputs.map(({ name, shape, bits, signed }) => {
          const { low, high } = integerRange(bits, signed);
          return [name, Array.from({ length: product(shape) }, () => draw(low, high))];
        }),
      ),
    );
  }
  for (const inputs of inputSets) {
    const expected = evaluatePlainly(graph, inputs);
    const actual = evaluator.run(inputs);
    for (const [name, values] of actual) {
      const plain = expected.get(name)!;
      expect(values.length, name).toBe(plain.length);
      const interval = evaluator.intervals.get(name)!;
      plain.forEach((value, index) => {
        if (BigInt(values[index]!) !== value)
          expect.fail(`"${name}" at ${index}: ${values[index]}, not ${value}`);
        const { low, high } = intervalAt(interval, index);
        if (value < low || value > high)
          expect.fail(`"${name}" at ${index}: ${value} leaves [${low}, ${high}]`);
      });
    }
    for (const port of graph.outputs) {
      const { low, high } = integerRange(port.bits, port.signed);
      for (const value of expected.get(port.name)!) {
        if (value < low || value > high)
          expect.fail(`output "${port.name}": ${value} does not fit its ${port.bits} bits`);
      }
    }
  }
}
