import { type LongWork, throwIfAborted } from '../../../api/progress.ts';
import { evaluateFloatTwin } from '../../graph/float-twin.ts';
import type { LoweredGraph } from '../../graph/lowered-graph.ts';
import { endOfChain, readersOf } from '../../graph/lowering/insert-rescales.ts';
import type { ReferenceNetwork } from '../1-import/reference-network.ts';
import { requireFinite } from './require-finite.ts';
import { sampleAt, type Samples } from './samples.ts';

export interface Range {
  low: number;
  high: number;
}

/**
 * The observed range of every graph input and every tensor that quantization may have to round. onnxruntime tells those
 * of the network, the float twin those that lowering made.
 * @throws AppError `samples-invalid` where the network answers with something that is no finite number
 */
export async function calibrate(
  graph: LoweredGraph,
  network: ReferenceNetwork,
  samples: Samples,
  { signal, onProgress }: LongWork,
): Promise<Map<string, Range>> {
  const names = [...graph.inputs.map(({ name }) => name), ...activationNames(graph)];
  const ownNames = twinNames(graph);
  const ranges = new Map<string, Range>();
  for (let index = 0; index < samples.count; index++) {
    throwIfAborted(signal);
    const inputs = sampleAt(samples, index);
    const tensors = await network.run(inputs);
    for (const name of names) widen(ranges, name, inputs.get(name) ?? tensors.get(name)!.values);
    if (ownNames.length > 0) {
      const twin = evaluateFloatTwin(graph, inputs);
      for (const name of ownNames) widen(ranges, name, twin.get(name)!);
    }
    onProgress?.({ stage: 'quantize', message: 'Measuring ranges', fraction: (index + 1) / samples.count });
  }
  return ranges;
}

/** Computed tensors that carry their ONNX names. */
export function activationNames(graph: LoweredGraph): string[] {
  return graph.nodes.map(({ output }) => output).filter((name) => graph.shapes.has(name));
}

/** Tensors that the network does not have, but for accumulators that a rescale ends: nobody asks for their range. */
function twinNames(graph: LoweredGraph): string[] {
  const readers = readersOf(graph.nodes);
  const accumulators = new Set<string>();
  for (const node of graph.nodes) {
    const chain = node.kind === 'linear' ? endOfChain(node, readers) : undefined;
    if (chain?.end.kind !== 'rescale') continue;
    for (let tensor = node.output; tensor !== chain.end.output; tensor = readers.get(tensor)![0]!.output) {
      accumulators.add(tensor);
    }
  }
  return graph.nodes
    .map(({ output }) => output)
    .filter((name) => !graph.shapes.has(name) && !accumulators.has(name));
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
