import type { IntegerRescale } from '../../../graph/integer-graph.ts';
import { intervalAt } from '../../../graph/intervals.ts';
import { bits } from '../gadgets/bits.ts';
import { clamp } from '../gadgets/clamp.ts';
import { reluExact } from '../gadgets/relu-exact.ts';
import { relu } from '../gadgets/relu.ts';
import { wire } from '../gadgets/wire.ts';
import { type Combination, ONE, type Source } from './circuit-backend.ts';
import { type CircuitTensor, materialize, shifted, wireTensor } from './circuit-tensor.ts';
import { type BitsPlan, planRescale } from './plan-rescale.ts';
import type { SynthesisContext } from './synthesize.ts';

/** Rescale: the accumulator is cut into bits, and the result is read off the bits (circuits/bits, relu, clamp). */
export function synthesizeRescale(node: IntegerRescale, context: SynthesisContext): CircuitTensor {
  const source = context.tensors.get(node.input)!;
  const intervals = context.intervals.get(node.input)!;
  const wires = Int32Array.from({ length: source.size }, (_, element) => {
    const { low, high } = intervalAt(intervals, element);
    const shift = node.shifts[Math.floor(element / node.inner) % node.shifts.length]!;
    const plan = planRescale(low, high, shift, node);
    const accumulator = source.element(element);
    switch (plan.kind) {
      case 'constant':
        return context.backend.instantiate(wire, [], [constant(plan.value)]);
      case 'unchanged':
        return materialize(accumulator, context);
      default:
        return rescaleBits(plan, accumulator, shift, node, element, context);
    }
  });
  return wireTensor(wires);
}

function rescaleBits(
  plan: BitsPlan,
  accumulator: Source,
  shift: number,
  node: IntegerRescale,
  element: number,
  context: SynthesisContext,
): number {
  const { backend } = context;
  const { width, signed } = plan;
  const half = shift === 0 ? 0n : 1n << BigInt(shift - 1);
  const offset = half + (signed ? 1n << BigInt(width - 1) : 0n);
  const value = () => context.valueOf(node.input, element);
  const first = backend.instantiate(bits, [width], [shifted(accumulator, offset, value)]);
  const bit = (index: number) => first + index;
  const range = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => bit(from + index));
  const top = signed ? bit(width - 1) : ONE;
  const magnitudeEnd = signed ? width - 1 : width;
  switch (plan.kind) {
    case 'linear': {
      const result = () => context.valueOf(node.output, element);
      const signOffset = signed ? -(1n << BigInt(width - 1 - shift)) : 0n;
      return backend.instantiate(wire, [], [weightedBits(range(shift, width), signOffset, result)]);
    }
    case 'relu': {
      const lowEnd = shift + node.bits;
      const inputs = [...range(shift, lowEnd), ...range(lowEnd, magnitudeEnd), top];
      return backend.instantiate(relu, [node.bits, plan.highBits], inputs);
    }
    case 'reluExact':
      return backend.instantiate(reluExact, [magnitudeEnd - shift], [...range(shift, magnitudeEnd), top]);
    case 'clamp': {
      const lowEnd = shift + node.bits - 1;
      const inputs = [...range(shift, lowEnd), ...range(lowEnd, magnitudeEnd), top];
      return backend.instantiate(clamp, [node.bits, plan.highBits], inputs);
    }
  }
}

function constant(value: bigint): Combination {
  return { visit: (add) => add(ONE, value), value: () => value };
}

/** sum of 2^i * wires[i] + offset. */
function weightedBits(wires: readonly number[], offset: bigint, value: Combination['value']): Combination {
  return {
    visit(add) {
      wires.forEach((digit, index) => add(digit, 1n << BigInt(index)));
      if (offset !== 0n) add(ONE, offset);
    },
    value,
  };
}
