import type { DataType } from '../float-graph.ts';
import { affine } from './affine.ts';
import type { Value } from './builder.ts';
import { axisOf } from './index-maps.ts';
import { numberAttribute, requireConstant, UnsupportedError } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';

/**
 * QuantizeLinear and DequantizeLinear with constant scales and zero points, one for all or one a channel; one a block
 * is refused. A value exactly half-way between two integers is rounded up, not to the even one.
 */
export const quantized = operatorRules({
  QuantizeLinear(lowering) {
    const { builder, context } = lowering;
    const { scale, zeroPoint } = alongAxis(lowering);
    const half = builder.scalar(0.5);
    return saturate(
      lowering,
      affine(builder, context, builder.input(0), { scale: inverse(scale), offset: half }),
      zeroPoint,
    );
  },
  DequantizeLinear(lowering) {
    const { builder, context } = lowering;
    const { scale, zeroPoint } = alongAxis(lowering);
    const offset = builder.product(builder.product(zeroPoint, scale), builder.scalar(-1));
    return affine(builder, context, builder.input(0), { scale, offset });
  },
});

export interface QuantizationParameters {
  scale: Value;
  zeroPoint: Value;
}

/** The known scale at input `index` and the zero point behind it. */
export function quantizationParameters(lowering: Lowering, index: number): QuantizationParameters {
  return { scale: known(lowering, index, 'scale'), zeroPoint: zeroPointAt(lowering, index + 1) };
}

/** The known zero point at an input; 0 where it is left out. */
export function zeroPointAt(lowering: Lowering, index: number): Value {
  const isGiven = (lowering.node.inputs[index] ?? '') !== '';
  return isGiven ? known(lowering, index, 'zero point') : lowering.builder.scalar(0);
}

function known({ builder, context, node }: Lowering, index: number, what: string): Value {
  const { values, shape } = requireConstant(node, index, what, context);
  return builder.known(values, values.length === 1 ? [] : shape);
}

export function inverse(value: Value): Value {
  return { ...value, constant: value.constant!.map((entry) => 1 / entry) };
}

/** One scale and zero point an index of the axis that the operator names, ready to broadcast. */
function alongAxis(lowering: Lowering): QuantizationParameters {
  const { builder, node } = lowering;
  const { scale, zeroPoint } = quantizationParameters(lowering, 1);
  if (scale.shape.length > 1) {
    throw new UnsupportedError(
      'it has a scale for each block',
      'Quantize with one scale a tensor or a channel.',
    );
  }
  const { shape } = builder.input(0);
  const axis = axisOf(numberAttribute(node, 'axis', 1), shape.length);
  const placed = (value: Value) =>
    value.shape.length === 0
      ? value
      : builder.reshape(value, [...value.shape, ...shape.slice(axis + 1).map(() => 1)]);
  return { scale: placed(scale), zeroPoint: placed(zeroPoint) };
}

const RANGES: Partial<Record<DataType, readonly [low: number, high: number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
};

/** floor(value) + zeroPoint inside the range of the output's type. */
export function saturate({ builder, context, node }: Lowering, value: Value, zeroPoint: Value): Value {
  const dataType = context.dataType(node.outputs[0]!);
  const range = RANGES[dataType];
  if (!range) {
    throw new UnsupportedError(
      `it quantizes to ${dataType}`,
      `Quantize to ${Object.keys(RANGES).join(', ')}.`,
    );
  }
  const [low, high] = range;
  const above = builder.relu(
    builder.sum([1, builder.floor(value)], [1, zeroPoint], [-low, builder.scalar(1)]),
  );
  const below = builder.relu(builder.sum([high - low, builder.scalar(1)], [-1, above]));
  return builder.sum([high, builder.scalar(1)], [-1, below]);
}
