import { AppError } from '../../../../api/errors.ts';
import type { IntegerRescale } from '../../../graph/integer-graph.ts';
import { rescaleRange } from '../../../graph/integer-graph.ts';
import { intervalAt, type Intervals, shiftRight } from '../../../graph/intervals.ts';
import { bits } from '../gadgets/bits.ts';
import { clamp } from '../gadgets/clamp.ts';
import { reluExact } from '../gadgets/relu-exact.ts';
import { relu } from '../gadgets/relu.ts';
import { wire } from '../gadgets/wire.ts';
import { affine } from './affine.ts';
import { type Combination, constantOf, ONE, type Source } from './circuit-backend.ts';
import { type CircuitTensor, combinationTensor, shifted } from './circuit-tensor.ts';
import { type LookupNode, lookupRange } from './plan-lookup.ts';
import { type LinearPlan, planRescale, type RescalePlan, type SaturatingPlan } from './plan-rescale.ts';
import { LookupReader } from './synthesize-lookup.ts';
import type { SynthesisContext } from './synthesize.ts';

/** Rescale: the accumulator is cut into bits, and the result is read off the bits (circuits/bits, relu, clamp). */
export function synthesizeRescale(node: IntegerRescale, context: SynthesisContext): CircuitTensor {
  const source = context.tensors.get(node.input)!;
  const planOf = createPlanner(node, context);
  const reader = node.table === 'lookup' ? new LookupReader(node as LookupNode, context.backend) : undefined;
  let terms = 1;
  const results = Array.from({ length: source.size }, (_, element): Source => {
    const { plan, shift } = planOf(element);
    switch (plan.kind) {
      case 'constant':
        return constantOf(plan.value);
      case 'unchanged':
        return source.wire(element);
      case 'linear':
        return readBits(plan, source.element(element), shift, node, element, context);
      case 'lookup': {
        const { width, offset } = plan;
        terms = Math.max(terms, reader!.termsOf(plan));
        return reader!.read(plan, cutBits(width, source.element(element), offset, node, element, context));
      }
      default:
        return saturateBits(plan, source.element(element), shift, node, element, context);
    }
  });
  const isWired = context.wires.needsWires(node.output, terms);
  return combinationTensor(source.size, (element) => results[element]!, { terms, isWired }, context);
}

interface ElementPlan {
  plan: RescalePlan;
  shift: number;
}

/** The plan of an element; elements with the same intervals and the same shift share one. */
function createPlanner(
  node: IntegerRescale,
  { intervals }: SynthesisContext,
): (element: number) => ElementPlan {
  const [input, result] = [intervals.get(node.input)!, intervals.get(node.output)!];
  const plans = new Map<number, ElementPlan>();
  return (element) => {
    const shiftIndex = Math.floor(element / node.inner) % node.shifts.length;
    const key =
      (channelOf(input, element) * result.low.length + channelOf(result, element)) * node.shifts.length +
      shiftIndex;
    let known = plans.get(key);
    if (known === undefined) {
      const shift = node.shifts[shiftIndex]!;
      const interval = intervalAt(input, element);
      if (!contains(intervalAt(result, element), interval, shift, node)) throw misfit(node);
      known = { plan: planRescale(interval.low, interval.high, shift, node), shift };
      plans.set(key, known);
    }
    return known;
  };
}

function channelOf({ inner, low }: Intervals, element: number): number {
  return Math.floor(element / inner) % low.length;
}

/** Whether the interval that later nodes build on holds every result of this element. */
function contains(
  result: { low: bigint; high: bigint },
  { low, high }: { low: bigint; high: bigint },
  shift: number,
  node: IntegerRescale,
): boolean {
  const range = rescaleRange(node);
  const clamped = (value: bigint) =>
    value < range.low ? range.low : value > range.high ? range.high : value;
  const values =
    node.table === 'lookup'
      ? lookupRange(low, high, shift, node as LookupNode)
      : { low: clamped(shiftRight(low, shift)), high: clamped(shiftRight(high, shift)) };
  return result.low <= values.low && values.high <= result.high;
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
): Source {
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
      // To [-1, 0]: the sign is all that is left.
      if (node.bits === 1) return affine(top, 1, -1n);
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
