import type { IntegerValues } from '../../graph/evaluate.ts';
import { type IntegerGraph, type IntegerRescale, rescaleRange } from '../../graph/integer-graph.ts';

/** Values of a layer that did not fit their bits and stopped at the end of the range. */
export interface LayerSaturation {
  layer: string;
  tensor: string;
  /** Share of the layer's values over all samples. */
  share: number;
  /** The sample with most of them, counted from 0. */
  sample: number;
}

/** Counts, sample by sample, where rescales saturate; what a ReLU cuts off below 0 is no saturation. */
export class SaturationCount {
  readonly #layers: { node: IntegerRescale; count: number; total: number; most: number; sample: number }[];
  #samples = 0;

  constructor(graph: IntegerGraph) {
    this.#layers = graph.nodes
      .filter((node) => node.kind === 'rescale')
      .map((node) => ({ node, count: 0, total: 0, most: 0, sample: 0 }));
  }

  add(tensors: ReadonlyMap<string, IntegerValues>): void {
    for (const layer of this.#layers) {
      const values = tensors.get(layer.node.input)!;
      const count = saturated(layer.node, values);
      layer.count += count;
      layer.total += values.length;
      if (count > layer.most) [layer.most, layer.sample] = [count, this.#samples];
    }
    this.#samples += 1;
  }

  /** The layers that saturated at all, the worst first. */
  report(): LayerSaturation[] {
    return this.#layers
      .filter(({ count }) => count > 0)
      .map(({ node, count, total, sample }) => ({
        layer: node.name,
        tensor: node.output,
        share: count / total,
        sample,
      }))
      .sort((a, b) => b.share - a.share);
  }
}

function saturated(node: IntegerRescale, values: IntegerValues): number {
  const { low, high } = rescaleRange(node);
  const { shifts, inner } = node;
  // The first accumulator of each channel that rounds above the range, and the last that rounds below it.
  const limits = shifts.map((shift) => {
    const half = shift === 0 ? 0n : 1n << BigInt(shift - 1);
    const above = ((high + 1n) << BigInt(shift)) - half;
    const below = node.table === 'relu' ? undefined : (low << BigInt(shift)) - half;
    return { above: Number(above), below: below === undefined ? -Infinity : Number(below) };
  });
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    const { above, below } = limits[Math.floor(index / inner) % shifts.length]!;
    const value = Number(values[index]!);
    if (value >= above || value < below) count += 1;
  }
  return count;
}
