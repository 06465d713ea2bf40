import type { Builder, Value } from './builder.ts';
import type { DataType } from '../float-graph.ts';
import { isBoolean, isInteger, type Lowering, operatorRules } from './operator-rules.ts';
import { truncate } from './piecewise.ts';

/**
 * Rounding, and Cast. Casts to narrower integer types do not wrap and casts to narrower floats do not round: values
 * that a type cannot hold have no meaning that a model could rely on.
 */
export const rounding = operatorRules({
  Floor: ({ builder }) => builder.floor(builder.input(0)),
  Ceil: ({ builder }) => ceiling(builder, builder.input(0)),
  Round: ({ builder }) => roundHalfToEven(builder, builder.input(0)),
  Cast: (lowering) => cast(lowering, lowering.context.dataType(lowering.node.outputs[0]!)),
  CastLike: (lowering) => cast(lowering, lowering.context.dataType(lowering.node.inputs[1]!)),
});

function ceiling(builder: Builder, x: Value): Value {
  const minusOne = builder.scalar(-1);
  return builder.product(builder.floor(builder.product(x, minusOne)), minusOne);
}

/** floor(x + 1/2), less 1 where x lies half-way and that is odd. */
export function roundHalfToEven(builder: Builder, x: Value): Value {
  const shifted = builder.add(x, builder.scalar(0.5));
  const rounded = builder.floor(shifted);
  const isHalfway = builder.isZero(builder.subtract(shifted, rounded));
  const half = builder.floor(builder.product(rounded, builder.scalar(0.5)));
  const isOdd = builder.sum([1, rounded], [-2, half]);
  return builder.subtract(rounded, builder.product(isHalfway, isOdd));
}

function cast(lowering: Lowering, to: DataType): Value {
  const { builder } = lowering;
  const x = builder.input(0);
  if (to === 'bool') return isBoolean(lowering) ? x : builder.not(builder.isZero(x));
  if (to.startsWith('float') || isBoolean(lowering) || isInteger(lowering)) return x;
  return truncate(builder, x);
}
