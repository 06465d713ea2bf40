import { type LongWork, throwIfAborted } from '../../../api/progress.ts';
import type { LoweredGraph } from '../../graph/lowered-graph.ts';
import type { ReferenceNetwork } from '../1-import/reference-network.ts';
import { requireFinite } from './require-finite.ts';
import { sampleAt, type Samples } from './samples.ts';

export interface Range {
  low: number;
  high: number;
}

/**
 * The observed range of every graph input and activation over the samples.
 * @throws AppError `samples-invalid` where the network answers with something that is no finite number
 */
export async function calibrate(
  graph: LoweredGraph,
  network: ReferenceNetwork,
  samples: Samples,
  { signal, onProgress }: LongWork,
): Promise<Map<string, Range>> {
  const names = [...graph.inputs.map(({ name }) => name), ...activationNames(graph)];
  const ranges = new Map<string, Range>();
  for (let index = 0; index < samples.count; index++) {
    throwIfAborted(signal);
    const inputs = sampleAt(samples, index);
    const tensors = await network.run(inputs);
    for (const name of names) widen(ranges, name, inputs.get(name) ?? tensors.get(name)!.values);
    onProgress?.({ stage: 'quantize', message: 'Measuring ranges', fraction: (index + 1) / samples.count });
  }
  return ranges;
}

/** Tensors that a rescale writes; they carry their ONNX names. */
export function activationNames(graph: LoweredGraph): string[] {
  return graph.nodes.filter(({ kind }) => kind === 'rescale').map(({ output }) => output);
}

function widen(ranges: Map<string, Range>, name: string, values: Float64Array): void {
  const range = ranges.get(name) ?? { low: Infinity, high: -Infinity };
  requireFinite(name, values);
  for (const value of values) {
    if (value < range.low) range.low = value;
    if (value > range.high) range.high = value;
  }
  ranges.set(name, range);
}
