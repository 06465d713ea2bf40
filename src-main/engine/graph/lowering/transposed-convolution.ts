import type { FloatNode } from '../float-graph.ts';
import type { WindowForm } from '../linear-map.ts';
import { repeated } from './convolution.ts';
import {
  type LoweringContext,
  numberAttribute,
  numbersAttribute,
  requireConstant,
  stringAttribute,
} from './operator-lowering.ts';
import { operatorRules } from './operator-rules.ts';

/**
 * ConvTranspose with constant weights and bias, in any number of spatial dimensions: batches, groups, strides,
 * dilations, pads, output_padding, output_shape and auto_pad. The samples of a batch are groups of their own.
 */
export const transposedConvolution = operatorRules({
  ConvTranspose({ builder, context, node }) {
    const weights = requireConstant(node, 1, 'weights', context);
    const value = builder.input(0);
    const shape = context.shape(node.outputs[0]!);
    const [batch = 1, inputChannels = 1] = value.shape;
    const outputChannels = shape[1]!;
    const bias =
      (node.inputs[2] ?? '') === ''
        ? new Float64Array(outputChannels)
        : requireConstant(node, 2, 'bias', context).values;
    return builder.linear(
      value,
      {
        kind: 'transposedConvolution',
        inputChannels: batch * inputChannels,
        outputChannels: batch * outputChannels,
        groups: batch * numberAttribute(node, 'group', 1),
        ...transposedWindow(node, context, weights.shape.slice(2)),
      },
      repeated(weights.values, batch),
      repeated(bias, batch),
      shape,
    );
  },
});

/** Where the size of the output is given, its distance from the full size is cut off on both sides. */
function transposedWindow(node: FloatNode, context: LoweringContext, kernel: number[]): WindowForm {
  const inputSpatial = context.shape(node.inputs[0]!).slice(2);
  const outputSpatial = context.shape(node.outputs[0]!).slice(2);
  const strides = numbersAttribute(node, 'strides') ?? kernel.map(() => 1);
  const dilations = numbersAttribute(node, 'dilations') ?? kernel.map(() => 1);
  const added = numbersAttribute(node, 'output_padding') ?? kernel.map(() => 0);
  const mode = stringAttribute(node, 'auto_pad', 'NOTSET');
  const explicit = numbersAttribute(node, 'pads') ?? kernel.map(() => 0);
  const isCut = numbersAttribute(node, 'output_shape') !== undefined || mode !== 'NOTSET';
  const padsBegin = kernel.map((size, axis) => {
    if (!isCut) return explicit[axis]!;
    const extent = (size - 1) * dilations[axis]! + 1;
    const full = (inputSpatial[axis]! - 1) * strides[axis]! + added[axis]! + extent;
    const cut = Math.max(0, full - outputSpatial[axis]!);
    return mode === 'SAME_UPPER' ? Math.floor(cut / 2) : Math.ceil(cut / 2);
  });
  return { inputSpatial, outputSpatial, kernel, strides, dilations, padsBegin };
}
