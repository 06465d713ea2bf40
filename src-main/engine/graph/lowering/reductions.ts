import { product } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';
import { dotOfLast, groupLast, perGroup } from './grouped.ts';
import { axisOf } from './index-maps.ts';
import { numberAttribute } from './operator-lowering.ts';
import { isInteger, type Lowering, operatorRules } from './operator-rules.ts';
import { listParameter } from './parameters.ts';
import { absolute } from './piecewise.ts';
import { truncatedQuotient } from './quotient.ts';
import { slice } from './rearrange.ts';
import { globalWindow } from './window.ts';
import { windowSum } from './window-sum.ts';
import { exponential, logarithm } from './special-functions.ts';

/** Of shape [..., count] to shape [...]. */
type Reduction = (builder: Builder, value: Value, lowering: Lowering) => Value;

const REDUCTIONS: Record<string, Reduction> = {
  ReduceSum: (builder, value) => total(builder, value),
  ReduceMean: (builder, value, lowering) =>
    isInteger(lowering)
      ? truncatedQuotient(lowering, total(builder, value), builder.scalar(value.shape.at(-1)!))
      : total(builder, value, 1 / value.shape.at(-1)!),
  ReduceMax: (builder, value) => builder.maxOfLast(value),
  ReduceMin: (builder, value) => negate(builder, builder.maxOfLast(negate(builder, value))),
  ReduceProd: productOfLast,
  ReduceL1: (builder, value) => total(builder, absolute(builder, value)),
  ReduceL2: (builder, value) => builder.root(dotOfLast(builder, value, value)),
  ReduceSumSquare: (builder, value) => dotOfLast(builder, value, value),
  ReduceLogSum: (builder, value) => builder.apply(total(builder, value), logarithm),
  ReduceLogSumExp: logSumExpOfLast,
};

/**
 * Reductions over any axes, given as an attribute or as a constant input; those over computed axes are refused. The
 * mean of whole numbers is rounded towards zero, as onnxruntime does it.
 */
export const reductions = operatorRules(
  Object.fromEntries(
    Object.entries(REDUCTIONS).map(([operator, reduction]) => [
      operator,
      (lowering: Lowering) => reduce(lowering, reduction),
    ]),
  ),
);

function reduce(lowering: Lowering, reduction: Reduction): Value {
  const { builder, context, node } = lowering;
  const value = builder.input(0);
  const rank = value.shape.length;
  const given = (listParameter(node, context, 'axes', 1) ?? []).map((axis) => axisOf(axis, rank));
  // Reducing no axis at all still takes the absolute value, the square or the logarithm of each element.
  const isAll = given.length === 0 && numberAttribute(node, 'noop_with_empty_axes', 0) === 0;
  const axes = isAll ? [...value.shape.keys()] : given.toSorted((a, b) => a - b);
  const result = reduction(builder, groupLast(builder, value, axes), lowering);
  return builder.reshape(result, context.shape(node.outputs[0]!));
}

/** Factor times the sum, as a pool: what a convolution gives flows into it without being rounded. */
function total(builder: Builder, value: Value, factor = 1): Value {
  const shape = value.shape.slice(0, -1);
  const count = value.shape.at(-1)!;
  if (count === 1) return builder.reshape(value, shape);
  return windowSum(builder, value, product(shape), { window: globalWindow([count]), factor, shape });
}

function negate(builder: Builder, value: Value): Value {
  return builder.product(value, builder.scalar(-1));
}

/** By halves: products of products, not one long chain. */
function productOfLast(builder: Builder, value: Value): Value {
  const axis = value.shape.length - 1;
  const count = value.shape[axis]!;
  if (count === 1) return builder.reshape(value, value.shape.slice(0, -1));
  const half = Math.floor(count / 2);
  const part = (start: number, size: number) => slice(builder, value, axis, { start, size });
  const products = productOfLast(builder, builder.product(part(0, half), part(half, half)));
  return count % 2 === 0
    ? products
    : builder.product(products, builder.reshape(part(count - 1, 1), products.shape));
}

/** The largest value is taken out first, so that the exponentials lie in [0, 1]. */
export function logSumExpOfLast(builder: Builder, value: Value): Value {
  const { largest, exponentials } = shiftedExponentials(builder, value);
  return builder.add(largest, builder.apply(builder.sumOfLast(exponentials), logarithm));
}

/** exp(x - max) of shape [..., count], and x - max, and the max of each group. */
export function shiftedExponentials(
  builder: Builder,
  value: Value,
): { largest: Value; shifted: Value; exponentials: Value } {
  const largest = builder.maxOfLast(value);
  const shifted = builder.subtract(value, perGroup(builder, largest));
  return { largest, shifted, exponentials: builder.apply(shifted, exponential) };
}
