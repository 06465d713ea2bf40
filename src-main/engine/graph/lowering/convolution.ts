import type { Value } from './builder.ts';
import { numberAttribute, requireConstant } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';
import { slidingWindow } from './window.ts';

/**
 * Conv with constant weights, in any number of spatial dimensions: batches, groups, strides, dilations, pads and
 * auto_pad; the bias may be computed. Computed weights are refused.
 */
export const convolution = operatorRules({
  Conv(lowering) {
    const { builder, context, node } = lowering;
    const weights = requireConstant(node, 1, 'weights', context);
    const bias = builder.optionalInput(2);
    const y = convolve(lowering, builder.input(0), {
      weights: weights.values,
      shape: weights.shape,
      bias: bias?.constant,
    });
    if (!bias || bias.constant) return y;
    return builder.add(y, builder.reshape(bias, [bias.shape[0]!, ...y.shape.slice(2).map(() => 1)]));
  },
});

export interface Kernel {
  /** [outputChannels, inputChannels / groups, ...kernel] */
  weights: Float64Array;
  shape: number[];
  /** One an output channel. */
  bias?: Float64Array;
}

/** The samples of a batch are groups of their own, with the same weights. */
export function convolve(
  { builder, context, node }: Lowering,
  x: Value,
  { weights, shape, bias }: Kernel,
): Value {
  const [batch = 1, inputChannels = 1] = x.shape;
  const [outputChannels = 1] = shape;
  const { window } = slidingWindow(node, context, shape.slice(2));
  return builder.linear(
    x,
    {
      kind: 'convolution',
      inputChannels: batch * inputChannels,
      outputChannels: batch * outputChannels,
      groups: batch * numberAttribute(node, 'group', 1),
      ...window,
    },
    repeated(weights, batch),
    repeated(bias ?? new Float64Array(outputChannels), batch),
    context.shape(node.outputs[0]!),
  );
}

export function repeated(values: Float64Array, times: number): Float64Array {
  return Float64Array.from({ length: values.length * times }, (_, index) => values[index % values.length]!);
}
