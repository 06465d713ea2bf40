import type { IntegerMax } from '../../../graph/integer-graph.ts';
import { intervalAt } from '../../../graph/intervals.ts';
import { product, windowTaps } from '../../../graph/linear-map.ts';
import { bits } from '../gadgets/bits.ts';
import { maximum } from '../gadgets/maximum.ts';
import type { Combination } from './circuit-backend.ts';
import { type CircuitTensor, materialize, wireTensor } from './circuit-tensor.ts';
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
    let round = Array.from(offsets, (offset): Candidate => {
      const element = base + offset;
      const value = () => context.valueOf(node.input, element);
      return {
        wire: materialize(source.element(element), context),
        ...intervalAt(intervals, element),
        value,
      };
    });
    while (round.length > 1) {
      const next: Candidate[] = [];
      for (let index = 0; index < round.length; index += 2) {
        const [a, b] = [round[index]!, round[index + 1]];
        next.push(b ? larger(a, b, context) : a);
      }
      round = next;
    }
    return round[0]!.wire;
  });
  return wireTensor(wires);
}

/** The number of bits under the comparison bit: a - b lies in [-2^W, 2^W). */
export function differenceWidth(a: { low: bigint; high: bigint }, b: { low: bigint; high: bigint }): number {
  const least = a.low - b.high;
  const most = a.high - b.low;
  const magnitude = (value: bigint) => (value === 0n ? 0 : value.toString(2).length);
  return Math.max(magnitude(most > 0n ? most : 0n), magnitude(least < 0n ? -least - 1n : 0n));
}

function larger(a: Candidate, b: Candidate, { backend }: SynthesisContext): Candidate {
  if (a.low >= b.high) return a;
  if (b.low >= a.high) return b;
  const width = differenceWidth(a, b);
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
    low: a.low > b.low ? a.low : b.low,
    high: a.high > b.high ? a.high : b.high,
    value: () => (a.value() >= b.value() ? a.value() : b.value()),
  };
}
