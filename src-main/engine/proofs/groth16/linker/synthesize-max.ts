import type { IntegerMax } from '../../../graph/integer-graph.ts';
import { intervalAt } from '../../../graph/intervals.ts';
import { product, windowTaps } from '../../../graph/linear-map.ts';
import { bits } from '../gadgets/bits.ts';
import { maximum } from '../gadgets/maximum.ts';
import type { Combination } from './circuit-backend.ts';
import { type CircuitTensor, materialize, wireTensor } from './circuit-tensor.ts';
import { largerRange, planComparison, playTournament } from './max-tournament.ts';
import type { SynthesisContext } from './synthesize.ts';

interface Candidate {
  wire: number;
  low: bigint;
  high: bigint;
  value(): number | bigint;
}

/** A tournament of pairwise maxima in every window. */
export function synthesizeMax(node: IntegerMax, context: SynthesisContext): CircuitTensor {
  const source = context.tensors.get(node.input)!;
  const intervals = context.intervals.get(node.input)!;
  const windows = windowTaps(node.window);
  const area = product(node.window.inputSpatial);
  const wires = Int32Array.from({ length: node.channels * windows.length }, (_, output) => {
    const base = Math.floor(output / windows.length) * area;
    const { offsets } = windows[output % windows.length]!;
    const candidates = Array.from(offsets, (offset): Candidate => {
      const element = base + offset;
      return {
        wire: materialize(source.element(element), context),
        ...intervalAt(intervals, element),
        value: () => context.valueOf(node.input, element),
      };
    });
    return playTournament(candidates, (a, b) => larger(a, b, context)).wire;
  });
  return wireTensor(wires);
}

function larger(a: Candidate, b: Candidate, { backend }: SynthesisContext): Candidate {
  const width = planComparison(a, b);
  if (width === 'a') return a;
  if (width === 'b') return b;
  const offset = 1n << BigInt(width);
  const difference: Combination = {
    visit(add) {
      add(a.wire, 1);
      add(b.wire, -1);
      add(0, offset);
    },
    value: () => BigInt(a.value()) - BigInt(b.value()) + offset,
  };
  const first = backend.instantiate(bits, [width + 1], [difference]);
  return {
    wire: backend.instantiate(maximum, [], [first + width, a.wire, b.wire]),
    ...largerRange(a, b),
    value: () => (a.value() >= b.value() ? a.value() : b.value()),
  };
}
