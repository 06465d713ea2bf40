import type { FloatNode } from '../float-graph.ts';
import type { WindowForm } from '../linear-map.ts';
import {
  type LoweringContext,
  numbersAttribute,
  stringAttribute,
  UnsupportedError,
} from './operator-lowering.ts';

/**
 * The sliding window of Conv, MaxPool and AveragePool (ONNX operator specification, "auto_pad" and "pads").
 * The output size is taken from the inferred shape, which already accounts for ceil_mode.
 */
export function convolutionWindow(node: FloatNode, context: LoweringContext, kernel: number[]): WindowForm {
  const inputShape = context.shape(node.inputs[0]!);
  const outputShape = context.shape(node.outputs[0]!);
  if (inputShape[0] !== 1) {
    throw new UnsupportedError(
      `its batch has ${inputShape[0]} samples`,
      'Import the model with a batch dimension of 1: one proof is about one inference.',
    );
  }
  const inputSpatial = inputShape.slice(2);
  const outputSpatial = outputShape.slice(2);
  const ones = kernel.map(() => 1);
  const strides = numbersAttribute(node, 'strides') ?? ones;
  const dilations = numbersAttribute(node, 'dilations') ?? ones;
  const explicit = numbersAttribute(node, 'pads') ?? kernel.map(() => 0).concat(kernel.map(() => 0));
  const mode = stringAttribute(node, 'auto_pad', 'NOTSET');
  const padsBegin = kernel.map((size, axis) => {
    if (mode === 'NOTSET') return explicit[axis]!;
    if (mode === 'VALID') return 0;
    const extent = (size - 1) * dilations[axis]! + 1;
    const needed = Math.max(0, (outputSpatial[axis]! - 1) * strides[axis]! + extent - inputSpatial[axis]!);
    return mode === 'SAME_LOWER' ? Math.ceil(needed / 2) : Math.floor(needed / 2);
  });
  return { inputSpatial, outputSpatial, kernel, strides, dilations, padsBegin };
}
