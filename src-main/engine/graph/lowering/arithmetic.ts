import { affine } from './affine.ts';
import type { Value } from './builder.ts';
import { addMasked, withoutInfinity } from './masked-scores.ts';
import { UnsupportedError } from './operator-lowering.ts';
import { isInteger, type Lowering, operatorRules } from './operator-rules.ts';
import { numberAttribute } from './operator-lowering.ts';
import { absolute, larger, sign, smaller, truncate } from './piecewise.ts';
import { floorQuotient, quotient, truncatedQuotient } from './quotient.ts';

/**
 * Arithmetic, with broadcasting. Constants join the linear map before them. Whole numbers divide as in ONNX, towards
 * zero, and Mod takes the sign of its divisor, or with fmod the sign of its dividend. Division by a constant zero is
 * refused; an overflow of an integer type is not imitated.
 */
export const arithmetic = operatorRules({
  Add: (lowering) => add(lowering, 1),
  Sub: (lowering) => add(lowering, -1),
  Mul: multiply,
  Div: divide,
  Mod: modulo,
  Neg: ({ builder, context }) => affine(builder, context, builder.input(0), { scale: builder.scalar(-1) }),
  Abs: ({ builder }) => absolute(builder, builder.input(0)),
  Sign: ({ builder }) => sign(builder, builder.input(0)),
  Reciprocal: (lowering) => quotient(lowering, lowering.builder.scalar(1), lowering.builder.input(0)),
  Sqrt: ({ builder }) => builder.root(builder.input(0)),
  Sum: ({ builder, node }) =>
    builder.sum(...allInputs({ builder, node }).map((value) => [1, value] as const)),
  Mean: ({ builder, node }) =>
    builder.sum(...allInputs({ builder, node }).map((value) => [1 / node.inputs.length, value] as const)),
  Max: ({ builder, node }) => allInputs({ builder, node }).reduce((a, b) => larger(builder, a, b)),
  Min: ({ builder, node }) => allInputs({ builder, node }).reduce((a, b) => smaller(builder, a, b)),
});

function allInputs({ builder, node }: Pick<Lowering, 'builder' | 'node'>): Value[] {
  const values = node.inputs.map((_, index) => builder.input(index));
  // Known ones first: they become one.
  return [...values.filter(({ constant }) => constant), ...values.filter(({ constant }) => !constant)];
}

function add({ builder, context, node }: Lowering, sign: 1 | -1): Value {
  const [a, b] = [builder.input(0), builder.input(1)].map(withoutInfinity) as [Value, Value];
  const masked = sign === 1 ? addMasked(builder, context, a, b) : undefined;
  if (masked) {
    context.maskedScores.set(node.outputs[0]!, masked);
    return builder.sum([1, a], [1, b]);
  }
  if (b.constant) return affine(builder, context, a, { offset: builder.product(b, builder.scalar(sign)) });
  if (a.constant) return affine(builder, context, b, { scale: builder.scalar(sign), offset: a });
  return builder.sum([1, a], [sign, b]);
}

function multiply({ builder, context }: Lowering): Value {
  const [a, b] = [builder.input(0), builder.input(1)];
  if (b.constant) return affine(builder, context, a, { scale: b });
  if (a.constant) return affine(builder, context, b, { scale: a });
  return builder.product(a, b);
}

function divide(lowering: Lowering): Value {
  const [a, b] = [lowering.builder.input(0), lowering.builder.input(1)];
  return isInteger(lowering) ? truncatedQuotient(lowering, a, b) : quotient(lowering, a, b);
}

function modulo(lowering: Lowering): Value {
  const { builder, node } = lowering;
  const [a, b] = [builder.input(0), builder.input(1)];
  const ofDividend = numberAttribute(node, 'fmod', 0) !== 0;
  if (!isInteger(lowering) && !ofDividend) {
    throw new UnsupportedError('it takes the remainder of real numbers without fmod', 'Set fmod to 1.');
  }
  return builder.subtract(a, builder.product(b, wholeQuotient(lowering, a, b, ofDividend)));
}

function wholeQuotient(lowering: Lowering, a: Value, b: Value, towardsZero: boolean): Value {
  if (!isInteger(lowering)) return truncate(lowering.builder, quotient(lowering, a, b));
  return towardsZero ? truncatedQuotient(lowering, a, b) : floorQuotient(lowering, a, b);
}
