import type { Builder, Value } from './builder.ts';
import { concatenate } from './rearrange.ts';

/** A tensor [rows, inputs] and the weights [outputs, inputs] that it meets. */
export interface DensePart {
  value: Value;
  weights: Float64Array;
}

/**
 * The sum of weights times value over all parts, plus a bias: ONE linear map over the parts side by side, so that the
 * sum is rounded once. Known parts join the bias where they can.
 */
export function denseSum(builder: Builder, parts: readonly DensePart[], bias: Float64Array): Value {
  const outputs = bias.length;
  const rows = parts[0]!.value.shape[0]!;
  const constant = bias.slice();
  const computed = parts.filter(({ value, weights }) => {
    if (!value.constant || (rows > 1 && !isZero(value))) return true;
    const { constant: known } = value;
    const inputs = value.shape[1]!;
    for (let index = 0; index < outputs * inputs; index++) {
      constant[Math.floor(index / inputs)]! += weights[index]! * known[index % inputs]!;
    }
    return false;
  });
  if (computed.length === 0) {
    return builder.broadcast(builder.known(constant, [1, outputs]), [rows, outputs]);
  }
  const joined = concatenate(
    builder,
    computed.map(({ value }) => value),
    1,
  );
  const inputs = joined.shape[1]!;
  const weights = new Float64Array(outputs * inputs);
  let start = 0;
  for (const part of computed) {
    const width = part.value.shape[1]!;
    for (let output = 0; output < outputs; output++) {
      weights.set(part.weights.subarray(output * width, (output + 1) * width), output * inputs + start);
    }
    start += width;
  }
  return builder.linear(joined, { kind: 'dense', rows, inputs, outputs }, weights, constant, [rows, outputs]);
}

/** True where the value is known to be zero everywhere. */
export function isZero({ constant }: Value): boolean {
  return constant !== undefined && constant.every((entry) => entry === 0);
}
