import { AppError } from '../../../../api/errors.ts';
import type { IntegerRescale } from '../../../graph/integer-graph.ts';
import { integerRange } from '../../../graph/integer-graph.ts';
import { intervalAt, shiftRight } from '../../../graph/intervals.ts';
import { bits } from '../gadgets/bits.ts';
import { clamp } from '../gadgets/clamp.ts';
import { reluExact } from '../gadgets/relu-exact.ts';
import { relu } from '../gadgets/relu.ts';
import { wire } from '../gadgets/wire.ts';
import { type Combination, ONE, type Source } from './circuit-backend.ts';
import { type CircuitTensor, materialize, shifted, wireTensor } from './circuit-tensor.ts';
import { type LinearPlan, planRescale, type SaturatingPlan } from './plan-rescale.ts';
import type { SynthesisContext } from './synthesize.ts';

/** Rescale: the accumulator is cut into bits, and the result is read off the bits (circuits/bits, relu, clamp). */
export function synthesizeRescale(node: IntegerRescale, context: SynthesisContext): CircuitTensor {
  const source = context.tensors.get(node.input)!;
  const intervals = context.intervals.get(node.input)!;
  const results = context.intervals.get(node.output)!;
  const wires = Int32Array.from({ length: source.size }, (_, element) => {
    const interval = intervalAt(intervals, element);
    const shift = node.shifts[Math.floor(element / node.inner) % node.shifts.length]!;
    if (!contains(intervalAt(results, element), interval, shift, node)) throw misfit(node);
    const plan = planRescale(interval.low, interval.high, shift, node);
    const accumulator = source.element(element);
    switch (plan.kind) {
      case 'constant':
        return context.backend.instantiate(wire, [], [constant(plan.value)]);
      case 'unchanged':
        return materialize(accumulator, context);
      case 'linear':
        return readBits(plan, accumulator, shift, node, element, context);
      default:
        return saturateBits(plan, accumulator, shift, node, element, context);
    }
  });
  return wireTensor(wires);
}

/** Whether the interval that later nodes build on holds every result of this element. */
function contains(
  result: { low: bigint; high: bigint },
  { low, high }: { low: bigint; high: bigint },
  shift: number,
  { bits: resultBits, table }: IntegerRescale,
): boolean {
  const range = integerRange(resultBits, table === 'clamp');
  const clamped = (value: bigint) =>
    value < range.low ? range.low : value > range.high ? range.high : value;
  return result.low <= clamped(shiftRight(low, shift)) && clamped(shiftRight(high, shift)) <= result.high;
}

function misfit({ name }: IntegerRescale): AppError {
  return new AppError(
    'circuit-invalid',
    `The shifts of "${name}" are given for other channels than its input has.`,
    'Quantize the model again.',
  );
}

/** Where nothing saturates: base + (v >> shift). */
function readBits(
  { width, base }: LinearPlan,
  accumulator: Source,
  shift: number,
  node: IntegerRescale,
  element: number,
  context: SynthesisContext,
): number {
  const { backend } = context;
  const offset = halfOf(shift) - (base << BigInt(shift));
  const first = cutBits(width, accumulator, offset, node, element, context);
  const result: Combination = {
    visit(add) {
      for (let index = shift; index < width; index++) add(first + index, 1n << BigInt(index - shift));
      if (base !== 0n) add(ONE, base);
    },
    value: () => context.valueOf(node.output, element),
  };
  return backend.instantiate(wire, [], [result]);
}

function saturateBits(
  { kind, width, signed, highBits }: SaturatingPlan,
  accumulator: Source,
  shift: number,
  node: IntegerRescale,
  element: number,
  context: SynthesisContext,
): number {
  const { backend } = context;
  const offset = halfOf(shift) + (signed ? 1n << BigInt(width - 1) : 0n);
  const first = cutBits(width, accumulator, offset, node, element, context);
  const top = signed ? first + width - 1 : ONE;
  const magnitude = Array.from(
    { length: width - shift - (signed ? 1 : 0) },
    (_, index) => first + shift + index,
  );
  const inputs = [...magnitude, top];
  switch (kind) {
    case 'relu':
      return backend.instantiate(relu, [node.bits, highBits], inputs);
    case 'reluExact':
      return backend.instantiate(reluExact, [magnitude.length], inputs);
    case 'clamp':
      return backend.instantiate(clamp, [node.bits, highBits], inputs);
  }
}

/** The first of the bits of accumulator + offset. */
function cutBits(
  width: number,
  accumulator: Source,
  offset: bigint,
  node: IntegerRescale,
  element: number,
  context: SynthesisContext,
): number {
  const value = () => context.valueOf(node.input, element);
  return context.backend.instantiate(bits, [width], [shifted(accumulator, offset, value)]);
}

function halfOf(shift: number): bigint {
  return shift === 0 ? 0n : 1n << BigInt(shift - 1);
}

function constant(value: bigint): Combination {
  return { visit: (add) => add(ONE, value), value: () => value };
}
