import type { Value } from './builder.ts';
import type { LoweringContext } from './operator-lowering.ts';
import { exponential, logarithm, sigmoid, softplus } from './special-functions.ts';

/** Scores that stand in the same order as the tensor that was made from them. */
export interface ScoreOrder {
  scores: Value;
  /** The axes along which the order is the same. */
  axes: readonly number[];
}

const INCREASING: ReadonlySet<(x: number) => number> = new Set([
  exponential,
  logarithm,
  Math.tanh,
  sigmoid,
  softplus,
]);

/**
 * The tensor that lies along `axis` in the same order as the given one and was rounded least: what a Softmax or an
 * increasing function was taken of. Of probabilities the small ones, and those near 1, become equal when they are
 * rounded; of the scores behind them they do not, and the way from one to the other need not be proven.
 */
export function inOrderAlong(context: LoweringContext, value: Value, axis: number): Value {
  if (value.constant) return value;
  const order = context.scoreOrders.get(value.name);
  if (order?.axes.includes(axis)) return inOrderAlong(context, order.scores, axis);
  const producer = context.producer(value.name);
  if (producer?.kind !== 'function' || !INCREASING.has(producer.evaluate)) return value;
  return inOrderAlong(context, { name: producer.input, shape: value.shape }, axis);
}
