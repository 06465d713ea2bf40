import { type LongWork, throwIfAborted } from '../../../api/progress.ts';
import { createEvaluator } from '../../graph/evaluate.ts';
import type { LoweredGraph } from '../../graph/lowered-graph.ts';
import { quantizeInput } from '../../graph/quantize-input.ts';
import { toNumber } from '../../graph/rational.ts';
import type { ReferenceNetwork } from '../1-import/reference-network.ts';
import type { Range } from './calibrate.ts';
import { addPower, decibel, type Power } from './noise-power.ts';
import { quantizeGraph, type QuantizedGraph, type QuantizeOptions } from './quantize-graph.ts';
import { sampleAt, type Samples } from './samples.ts';

/** Where the search starts and ends. */
const MOST_BITS = 8;
const LEAST_BITS = 3;

/**
 * Outputs whose power is a thousand times that of their rounding noise: on LeNet-5 no answer of 1,000 changes above
 * 30 dB, and four in a thousand do at 22 dB.
 */
export const ENOUGH_DECIBEL = 30;

/** A noise power is an average over all outputs of a sample: so many samples measure it well. */
const LARGEST_SAMPLE_COUNT = 32;

/**
 * The fewest weight bits, 8 at most, with which every graph output stays at least 30 dB above its rounding noise on the
 * samples; 8 where none do. A weight bit less is a bit less in every accumulator, and so a constraint less for every
 * rounded activation and every comparison of a pool.
 * @throws AppError `samples-invalid`, `model-unsupported-operator`, `aborted`
 */
export async function chooseWeightBits(
  lowered: LoweredGraph,
  ranges: ReadonlyMap<string, Range>,
  options: Omit<QuantizeOptions, 'weightBits'>,
  network: ReferenceNetwork,
  samples: Samples,
  { signal, onProgress }: LongWork,
): Promise<number> {
  const cases = await runFloats(network, samples, signal);
  let chosen = MOST_BITS;
  for (let weightBits = MOST_BITS; weightBits >= LEAST_BITS; weightBits--) {
    throwIfAborted(signal);
    const fraction = (MOST_BITS - weightBits) / (MOST_BITS - LEAST_BITS + 1);
    onProgress?.({ stage: 'quantize', message: `Trying weights of ${weightBits} bits`, fraction });
    if (outputDecibel(quantizeGraph(lowered, ranges, { ...options, weightBits }), cases) < ENOUGH_DECIBEL)
      break;
    chosen = weightBits;
  }
  return chosen;
}

interface Case {
  inputs: ReadonlyMap<string, Float64Array>;
  /** Every graph output of the float network, by name. */
  outputs: ReadonlyMap<string, Float64Array>;
}

/** Up to so many samples, spread evenly over all. */
async function runFloats(
  network: ReferenceNetwork,
  samples: Samples,
  signal: AbortSignal | undefined,
): Promise<Case[]> {
  const cases: Case[] = [];
  const count = Math.min(samples.count, LARGEST_SAMPLE_COUNT);
  for (let index = 0; index < count; index++) {
    throwIfAborted(signal);
    const inputs = sampleAt(samples, Math.floor((index * samples.count) / count));
    const tensors = await network.run(inputs);
    cases.push({ inputs, outputs: new Map([...tensors].map(([name, { values }]) => [name, values])) });
  }
  return cases;
}

/** The signal to rounding noise of the output that is worst off. */
function outputDecibel({ graph, scales }: QuantizedGraph, cases: readonly Case[]): number {
  const evaluator = createEvaluator(graph);
  const powers = new Map<string, Power>(graph.outputs.map(({ name }) => [name, { signal: 0, noise: 0 }]));
  for (const { inputs, outputs } of cases) {
    const integers = evaluator.run(
      new Map(graph.inputs.map((port) => [port.name, quantizeInput(port, inputs.get(port.name)!)])),
    );
    for (const [name, power] of powers) {
      const scale = toNumber(scales.get(name)!);
      const real = Float64Array.from<number | bigint>(integers.get(name)!, (value) => Number(value) * scale);
      addPower(power, outputs.get(name)!, real);
    }
  }
  return Math.min(...[...powers.values()].map((power) => decibel(power) ?? Infinity));
}
