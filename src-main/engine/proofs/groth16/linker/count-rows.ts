import type { IntegerGraph } from '../../../graph/integer-graph.ts';
import { intervalAt, staticIntervals } from '../../../graph/intervals.ts';
import { linearMap, product, windowTaps } from '../../../graph/linear-map.ts';
import { largerRange, planComparison, playTournament } from './max-tournament.ts';
import { planRescale } from './plan-rescale.ts';
import { readOnlyByOneRescale } from './synthesize-linear.ts';

/** The rows that the nodes of a graph take, without those of its inputs and of the statement. */
export function countRows(graph: IntegerGraph): number {
  const intervals = staticIntervals(graph);
  const sizes = new Map(graph.inputs.map(({ name, shape }) => [name, product(shape)]));
  /** Tensors whose elements have no wires. */
  const combinations = new Set<string>();
  let rows = 0;
  for (const node of graph.nodes) {
    const input = intervals.get(node.input)!;
    let size = sizes.get(node.input)!;
    switch (node.kind) {
      case 'linear':
        size = linearMap(node.form).outputSize;
        if (readOnlyByOneRescale(node.output, graph)) combinations.add(node.output);
        else rows += size;
        break;
      case 'view':
        if (combinations.has(node.input)) combinations.add(node.output);
        break;
      case 'rescale':
        for (let element = 0; element < size; element++) {
          const { low, high } = intervalAt(input, element);
          const shift = node.shifts[Math.floor(element / node.inner) % node.shifts.length]!;
          const plan = planRescale(low, high, shift, node);
          if (plan.kind !== 'unchanged') rows += plan.rows;
          else if (combinations.has(node.input)) rows += 1;
        }
        break;
      case 'max': {
        const windows = windowTaps(node.window);
        const area = product(node.window.inputSpatial);
        size = node.channels * windows.length;
        for (let base = 0; base < node.channels * area; base += area) {
          for (const { offsets } of windows) {
            const candidates = Array.from(offsets, (offset) => intervalAt(input, base + offset));
            playTournament(candidates, (a, b) => {
              const width = planComparison(a, b);
              if (typeof width === 'number') rows += width + 3;
              return width === 'a' ? a : width === 'b' ? b : largerRange(a, b);
            });
          }
        }
      }
    }
    sizes.set(node.output, size);
  }
  return rows;
}
