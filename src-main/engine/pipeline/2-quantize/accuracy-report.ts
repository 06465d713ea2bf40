import { type LongWork, throwIfAborted } from '../../../api/progress.ts';
import { createEvaluator } from '../../graph/evaluate.ts';
import type { IntegerGraph } from '../../graph/integer-graph.ts';
import { quantizeInputs } from '../../graph/quantize-input.ts';
import { type Rational, toNumber } from '../../graph/rational.ts';
import type { ReferenceNetwork } from '../1-import/reference-network.ts';
import { largestIndex } from './largest-index.ts';
import { addPower, decibel, type Power } from './noise-power.ts';
import { requireFinite } from './require-finite.ts';
import { type LayerSaturation, SaturationCount } from './saturation.ts';
import { sampleAt, type Samples } from './samples.ts';

/** How far the integers are from the floats, over a set of samples. */
export interface AccuracyReport {
  samples: number;
  /** Share of samples on which both give the same class; null where an output is a single number. */
  topOneAgreement: number | null;
  /** Share of right classes; null where the samples carry no labels. */
  floatAccuracy: number | null;
  integerAccuracy: number | null;
  /** Of the graph outputs, in their own units. */
  largestError: number;
  meanError: number;
  layers: LayerError[];
  /** Layers with values that did not fit their bits, the worst first. */
  saturation: LayerSaturation[];
}

export interface LayerError {
  layer: string;
  tensor: string;
  /** 10 log10(power of the floats / power of the error); null where there is no error at all. */
  signalToNoiseDecibel: number | null;
}

/**
 * Runs every sample through onnxruntime and through the integer evaluator.
 * @param scales real value of one unit, for each activation to compare
 * @throws AppError `samples-invalid` where the network answers with something that is no finite number, `aborted`
 */
export async function reportAccuracy(
  graph: IntegerGraph,
  scales: ReadonlyMap<string, Rational>,
  network: ReferenceNetwork,
  samples: Samples,
  { signal, onProgress }: LongWork,
): Promise<AccuracyReport> {
  const evaluator = createEvaluator(graph);
  const activations = graph.nodes.filter(({ kind, output }) => kind === 'rescale' && scales.has(output));
  const powers = new Map<string, Power>(activations.map(({ output }) => [output, { signal: 0, noise: 0 }]));
  const saturation = new SaturationCount(graph);
  const hits = { agreement: 0, float: 0, integer: 0 };
  let errorSum = 0;
  let errorCount = 0;
  let largestError = 0;
  for (let index = 0; index < samples.count; index++) {
    throwIfAborted(signal);
    const inputs = sampleAt(samples, index);
    const floats = await network.run(inputs);
    const integers = evaluator.run(quantizeInputs(graph.inputs, inputs));
    saturation.add(integers);
    const real = (name: string) => {
      const scale = toNumber(scales.get(name)!);
      return Float64Array.from<number | bigint>(integers.get(name)!, (value) => Number(value) * scale);
    };
    for (const [name, { values }] of floats) requireFinite(name, values);
    for (const [name, power] of powers) {
      const expected = floats.get(name)?.values;
      if (expected) addPower(power, expected, real(name));
    }
    for (const { name } of graph.outputs) {
      const expected = floats.get(name)!.values;
      real(name).forEach((value, position) => {
        const error = Math.abs(value - expected[position]!);
        errorSum += error;
        errorCount += 1;
        largestError = Math.max(largestError, error);
      });
    }
    const [first] = graph.outputs;
    const floatClass = largestIndex(floats.get(first!.name)!.values);
    const integerClass = largestIndex(real(first!.name));
    const label = samples.labels?.[index];
    if (floatClass === integerClass) hits.agreement += 1;
    if (floatClass === label) hits.float += 1;
    if (integerClass === label) hits.integer += 1;
    onProgress?.({
      stage: 'quantize',
      message: 'Comparing with the float network',
      fraction: (index + 1) / samples.count,
    });
  }
  const classifies = graph.outputs[0]!.shape.reduce((size, dimension) => size * dimension, 1) > 1;
  const labelled = classifies && samples.labels !== undefined;
  return {
    samples: samples.count,
    topOneAgreement: classifies ? hits.agreement / samples.count : null,
    floatAccuracy: labelled ? hits.float / samples.count : null,
    integerAccuracy: labelled ? hits.integer / samples.count : null,
    largestError,
    meanError: errorSum / errorCount,
    saturation: saturation.report(),
    layers: activations.map(({ name, output }) => ({
      layer: name,
      tensor: output,
      signalToNoiseDecibel: decibel(powers.get(output)!),
    })),
  };
}
