import type { Builder, Value } from './builder.ts';

/** The operators of ai.onnx.ml take one row of features without its batch dimension, too. */
export function asRows(builder: Builder, value: Value): Value {
  return value.shape.length === 1 ? builder.reshape(value, [1, value.shape[0]!]) : value;
}
