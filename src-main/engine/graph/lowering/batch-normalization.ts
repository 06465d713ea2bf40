import { affine } from './affine.ts';
import { numberAttribute, requireConstant, UnsupportedError } from './operator-lowering.ts';
import { operatorRules } from './operator-rules.ts';

/**
 * BatchNormalization with constant statistics: one scale and one offset a channel, which join the linear map before.
 * Training mode, whose statistics are the batch's own, is refused.
 */
export const batchNormalization = operatorRules({
  BatchNormalization({ builder, context, node }) {
    if (numberAttribute(node, 'training_mode', 0) !== 0) {
      throw new UnsupportedError('it is in training mode', 'Export the model in inference mode.');
    }
    const [gain, bias, mean, variance] = ['scale', 'bias', 'mean', 'variance'].map(
      (what, index) => requireConstant(node, index + 1, what, context).values,
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    const epsilon = numberAttribute(node, 'epsilon', 1e-5);
    const x = builder.input(0);
    const scale = gain.map((value, channel) => value / Math.sqrt(variance[channel]! + epsilon));
    const offset = bias.map((value, channel) => value - mean[channel]! * scale[channel]!);
    const shape = [gain.length, ...x.shape.slice(2).map(() => 1)];
    return affine(builder, context, x, {
      scale: builder.known(scale, shape),
      offset: builder.known(offset, shape),
    });
  },
});
