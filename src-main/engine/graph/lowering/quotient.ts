import { product as sizeOf } from '../linear-map.ts';
import { affine } from './affine.ts';
import { broadcastShape, type Value } from './builder.ts';
import { UnsupportedError } from './operator-lowering.ts';
import { absolute, signWithoutZero } from './piecewise.ts';
import type { Lowering } from './operator-rules.ts';
import { signOf } from './positivity.ts';

/** a / b over the reals, for a divisor of either sign. */
export function quotient({ builder, context }: Lowering, a: Value, b: Value): Value {
  if (b.constant) {
    refuseZero(b);
    return affine(builder, context, a, { scale: { ...b, constant: b.constant.map((value) => 1 / value) } });
  }
  const { sign, magnitude } = signAndMagnitude({ builder, context }, b);
  const numerator = sign ? builder.product(a, sign) : a;
  const shape = broadcastShape([a.shape, b.shape]);
  // A divisor that serves many elements is inverted once: a product costs less than a division.
  if (sizeOf(b.shape) * 2 <= sizeOf(shape)) {
    return builder.product(numerator, builder.divide(builder.scalar(1), magnitude));
  }
  return builder.divide(numerator, magnitude);
}

/** A computed value as sign * magnitude; no sign where it is never negative. */
export function signAndMagnitude(
  { builder, context }: Pick<Lowering, 'builder' | 'context'>,
  value: Value,
): { sign?: Value; magnitude: Value } {
  if (signOf(value.name, context) !== 'unknown') return { magnitude: value };
  return { sign: signWithoutZero(builder, value), magnitude: absolute(builder, value) };
}

/** floor(a / b) of whole numbers, exact: half a unit more than a never crosses the next multiple of b. */
export function floorQuotient(lowering: Lowering, a: Value, b: Value): Value {
  const { builder } = lowering;
  const { sign, magnitude } = divisor(lowering, b);
  const numerator = sign ? builder.product(a, sign) : a;
  return wholeQuotient(lowering, numerator, magnitude);
}

/** a / b of whole numbers, rounded towards zero. */
export function truncatedQuotient(lowering: Lowering, a: Value, b: Value): Value {
  const { builder } = lowering;
  const { sign, magnitude } = divisor(lowering, b);
  const signed = sign ? builder.product(a, sign) : a;
  const up = builder.relu(signed);
  const down = builder.subtract(up, signed);
  return builder.subtract(wholeQuotient(lowering, up, magnitude), wholeQuotient(lowering, down, magnitude));
}

/** floor(a / b) of whole numbers, b > 0. */
function wholeQuotient({ builder, context }: Lowering, a: Value, b: Value): Value {
  if (!b.constant) return builder.floor(builder.divide(builder.add(a, builder.scalar(0.5)), b));
  const scale = { ...b, constant: b.constant.map((value) => 1 / value) };
  return builder.floor(
    affine(builder, context, a, { scale, offset: builder.product(scale, builder.scalar(0.5)) }),
  );
}

function divisor(lowering: Lowering, b: Value): { sign?: Value; magnitude: Value } {
  if (!b.constant) return signAndMagnitude(lowering, b);
  refuseZero(b);
  const magnitude = { ...b, constant: b.constant.map(Math.abs) };
  return b.constant.every((value) => value > 0)
    ? { magnitude }
    : { sign: { ...b, constant: b.constant.map(Math.sign) }, magnitude };
}

function refuseZero({ constant }: Value): void {
  if (!constant!.includes(0)) return;
  throw new UnsupportedError('it divides by a constant that is zero', 'Take the zeros out of the divisor.');
}
