import { product as sizeOf } from '../linear-map.ts';
import { broadcastShape, type Builder, type Value } from './builder.ts';
import { UnsupportedError } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';
import { pick } from './piecewise.ts';
import { quotient } from './quotient.ts';
import { exponential, power as powerFunction } from './special-functions.ts';

/** Largest exponent that becomes products; above it a table is better. */
const PRODUCTS = 8;

/**
 * Pow with constant exponents (whole ones up to 8 by products, 0.5 by a root, their negatives by a division, others by
 * a table) or with a constant, positive base. Powers of one computed number to another are refused.
 */
export const power = operatorRules({
  Pow(lowering) {
    const { builder } = lowering;
    const [base, exponent] = [builder.input(0), builder.input(1)];
    if (exponent.constant) return byValues(lowering, base, exponent, (value, e) => raise(lowering, value, e));
    if (base.constant) {
      return byValues(lowering, exponent, base, (value, b) => {
        if (b > 0) return builder.apply(value, (x) => exponential(x * Math.log(b)));
        throw new UnsupportedError(
          `it raises ${b} to a computed power`,
          'Use a positive base, or a constant exponent.',
        );
      });
    }
    throw new UnsupportedError(
      'both its base and its exponent are computed',
      'Use a constant exponent, or a constant base.',
    );
  },
});

/** f(value, parameter), the known parameter broadcast: one tensor for each different number in it. */
function byValues(
  { builder }: Lowering,
  value: Value,
  parameter: Value,
  f: (value: Value, parameter: number) => Value,
): Value {
  const shape = broadcastShape([value.shape, parameter.shape]);
  const wide = builder.broadcast(value, shape);
  const numbers = builder.broadcast(parameter, shape).constant!;
  const different = [...new Set(numbers)];
  if (different.length === 1) return f(wide, different[0]!);
  return pick(
    builder,
    different.map((number) => f(wide, number)),
    numbers.map((number) => different.indexOf(number)),
  );
}

function raise(lowering: Lowering, base: Value, exponent: number): Value {
  const { builder } = lowering;
  const magnitude = Math.abs(exponent);
  if (magnitude !== 0.5 && !(Number.isInteger(exponent) && magnitude <= PRODUCTS)) {
    return builder.apply(base, powerFunction(exponent));
  }
  const raised = magnitude === 0.5 ? builder.root(base) : wholePower(builder, base, magnitude);
  return exponent < 0 ? quotient(lowering, builder.scalar(1), raised) : raised;
}

/** By repeated squaring; exponent >= 0. */
export function wholePower(builder: Builder, base: Value, exponent: number): Value {
  if (exponent === 0) return builder.known(new Float64Array(sizeOf(base.shape)).fill(1), base.shape);
  if (exponent === 1) return base;
  const half = wholePower(builder, base, Math.floor(exponent / 2));
  const square = builder.product(half, half);
  return exponent % 2 === 0 ? square : builder.product(square, base);
}
