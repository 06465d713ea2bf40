import { product } from '../linear-map.ts';
import { type OperatorLowering, numberAttribute, requireConstant } from './operator-lowering.ts';
import { convolutionWindow } from './window.ts';

/** Conv with constant weights: 1, 2 or 3 spatial dimensions, groups, strides, dilations, pads and auto_pad. */
export const convolution: OperatorLowering = {
  operators: ['Conv'],
  lower(node, context) {
    const weights = requireConstant(node, 1, 'weights', context);
    const [, inputChannels = 1] = context.shape(node.inputs[0]!);
    const outputChannels = weights.shape[0]!;
    const hasBias = (node.inputs[2] ?? '') !== '';
    const bias = hasBias
      ? requireConstant(node, 2, 'bias', context).values
      : new Float64Array(outputChannels);
    const window = convolutionWindow(node, context, weights.shape.slice(2));
    context.emit({
      kind: 'linear',
      name: node.name,
      operator: node.operator,
      input: node.inputs[0]!,
      output: node.outputs[0]!,
      form: {
        kind: 'convolution',
        inputChannels,
        outputChannels,
        groups: numberAttribute(node, 'group', 1),
        ...window,
      },
      weights: weights.values.slice(0, product(weights.shape)),
      bias: bias.slice(),
    });
  },
};
