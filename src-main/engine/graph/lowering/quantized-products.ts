import type { Value } from './builder.ts';
import { convolve } from './convolution.ts';
import { matrixProduct } from './matrix-product.ts';
import { requireConstant } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';
import { isAll } from './piecewise.ts';
import { inverse, quantizationParameters, saturate, zeroPointAt } from './quantized.ts';

/**
 * Matrix products and convolutions of models that are quantized already, as the arithmetic on whole numbers that they
 * are. Scales and zero points must be constant, and so must the weights of convolutions. A result exactly half-way
 * between two integers is rounded up, not to the even one.
 */
export const quantizedProducts = operatorRules({
  QLinearConv(lowering) {
    const { builder, context, node } = lowering;
    const weights = knownWeights(lowering, 3);
    const input = quantizationParameters(lowering, 1);
    const kernel = quantizationParameters(lowering, 4);
    const output = quantizationParameters(lowering, 6);
    const factor = builder.product(
      builder.product(input.scale, inverse(output.scale)),
      perKernel(lowering, kernel.scale, weights),
    );
    const scaled = builder.product(
      builder.subtract(weights, perKernel(lowering, kernel.zeroPoint, weights)),
      factor,
    );
    const hasBias = (node.inputs[8] ?? '') !== '';
    const bias = hasBias
      ? requireConstant(node, 8, 'bias', context).values
      : new Float64Array(weights.shape[0]!);
    const factors = factor.constant!;
    const y = convolve(lowering, centred(lowering, builder.input(0), input.zeroPoint), {
      weights: scaled.constant!,
      shape: weights.shape,
      bias: bias.map((value, channel) => value * factors[channel % factors.length]! + 0.5),
    });
    return saturate(lowering, y, output.zeroPoint);
  },
  ConvInteger(lowering) {
    const { builder } = lowering;
    const weights = knownWeights(lowering, 1);
    const shifted = builder.subtract(weights, perKernel(lowering, zeroPointAt(lowering, 3), weights));
    return convolve(lowering, centred(lowering, builder.input(0), zeroPointAt(lowering, 2)), {
      weights: shifted.constant!,
      shape: weights.shape,
    });
  },
  QLinearMatMul(lowering) {
    const { builder } = lowering;
    const left = quantizationParameters(lowering, 1);
    const right = quantizationParameters(lowering, 4);
    const output = quantizationParameters(lowering, 6);
    const a = centred(lowering, builder.input(0), perRow(lowering, left.zeroPoint));
    const b = centred(lowering, builder.input(3), right.zeroPoint);
    const factor = builder.product(
      builder.product(perRow(lowering, left.scale), right.scale),
      inverse(output.scale),
    );
    const y = builder.product(matrixProduct(builder, a, b), factor);
    return saturate(lowering, builder.add(y, builder.scalar(0.5)), output.zeroPoint);
  },
  MatMulInteger(lowering) {
    const { builder } = lowering;
    const a = centred(lowering, builder.input(0), perRow(lowering, zeroPointAt(lowering, 2)));
    return matrixProduct(builder, a, centred(lowering, builder.input(1), zeroPointAt(lowering, 3)));
  },
});

function knownWeights({ builder, context, node }: Lowering, index: number): Value {
  const { values, shape } = requireConstant(node, index, 'weights', context);
  return builder.known(values, shape);
}

/** One number an output channel, ready to meet the weights. */
function perKernel({ builder }: Lowering, value: Value, weights: Value): Value {
  return value.shape.length === 0
    ? value
    : builder.reshape(value, [...value.shape, ...weights.shape.slice(1).map(() => 1)]);
}

/** One number a row of the left factor. */
function perRow({ builder }: Lowering, value: Value): Value {
  return value.shape.length === 1 ? builder.reshape(value, [...value.shape, 1]) : value;
}

function centred({ builder }: Lowering, value: Value, zeroPoint: Value): Value {
  return isAll(zeroPoint, 0) ? value : builder.subtract(value, zeroPoint);
}
