import { type LongWork, throwIfAborted } from '../../../api/progress.ts';
import { createBreather } from '../../breather.ts';
import { createEvaluator } from '../../graph/evaluate.ts';
import type { LoweredGraph } from '../../graph/lowered-graph.ts';
import { quantizeInputs } from '../../graph/quantize-input.ts';
import { toNumber } from '../../graph/rational.ts';
import type { ReferenceNetwork } from '../1-import/reference-network.ts';
import type { Range } from './calibrate.ts';
import { type Case, runFloats } from './float-cases.ts';
import { addPower, decibel, type Power } from './noise-power.ts';
import { quantizeGraph, type QuantizedGraph, type QuantizeOptions } from './quantize-graph.ts';
import type { Samples } from './samples.ts';

/** Where the search starts and ends. */
const MOST_BITS = 8;
const LEAST_BITS = 3;

/**
 * Outputs whose power is a thousand times that of their rounding noise: on LeNet-5 no answer of 1,000 changes above
 * 30 dB, and four in a thousand do at 22 dB.
 */
export const ENOUGH_DECIBEL = 30;

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
  const breathe = createBreather(signal);
  let chosen = MOST_BITS;
  for (let weightBits = MOST_BITS; weightBits >= LEAST_BITS; weightBits--) {
    throwIfAborted(signal);
    const fraction = (MOST_BITS - weightBits) / (MOST_BITS - LEAST_BITS + 1);
    onProgress?.({ stage: 'quantize', message: `Trying weights of ${weightBits} bits`, fraction });
    const quantized = quantizeGraph(lowered, ranges, { ...options, weightBits });
    if ((await outputDecibel(quantized, cases, breathe)) < ENOUGH_DECIBEL) break;
    chosen = weightBits;
  }
  return chosen;
}

/** The signal to rounding noise of the output that is worst off. */
async function outputDecibel(
  { graph, scales }: QuantizedGraph,
  cases: readonly Case[],
  breathe: () => Promise<void>,
): Promise<number> {
  const evaluator = createEvaluator(graph);
  const powers = new Map<string, Power>(graph.outputs.map(({ name }) => [name, { signal: 0, noise: 0 }]));
  for (const { inputs, outputs } of cases) {
    await breathe();
    const integers = evaluator.run(quantizeInputs(graph.inputs, inputs));
    for (const [name, power] of powers) {
      const scale = toNumber(scales.get(name)!);
      const real = Float64Array.from<number | bigint>(integers.get(name)!, (value) => Number(value) * scale);
      addPower(power, outputs.get(name)!, real);
    }
  }
  return Math.min(...[...powers.values()].map((power) => decibel(power) ?? Infinity));
}
