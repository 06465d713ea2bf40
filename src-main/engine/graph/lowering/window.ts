import type { FloatNode } from '../float-graph.ts';
import type { WindowForm } from '../linear-map.ts';
import { type LoweringContext, numbersAttribute, stringAttribute } from './operator-lowering.ts';

/** A window, and how much padding stands behind the last element of each spatial dimension. */
export interface PaddedWindow {
  window: WindowForm;
  padsEnd: number[];
}

/**
 * The sliding window of Conv and of pools (ONNX operator specification, "auto_pad" and "pads"). The output size is
 * taken from the inferred shape, which already accounts for ceil_mode. A batch counts as channels.
 */
export function slidingWindow(node: FloatNode, context: LoweringContext, kernel: number[]): PaddedWindow {
  const inputSpatial = context.shape(node.inputs[0]!).slice(2);
  const outputSpatial = context.shape(node.outputs[0]!).slice(2);
  const ones = kernel.map(() => 1);
  const strides = numbersAttribute(node, 'strides') ?? ones;
  const dilations = numbersAttribute(node, 'dilations') ?? ones;
  const explicit = numbersAttribute(node, 'pads') ?? [...ones, ...ones].map(() => 0);
  const mode = stringAttribute(node, 'auto_pad', 'NOTSET');
  const pads = kernel.map((size, axis): [number, number] => {
    if (mode === 'NOTSET') return [explicit[axis]!, explicit[axis + kernel.length]!];
    if (mode === 'VALID') return [0, 0];
    const extent = (size - 1) * dilations[axis]! + 1;
    const needed = Math.max(0, (outputSpatial[axis]! - 1) * strides[axis]! + extent - inputSpatial[axis]!);
    const less = Math.floor(needed / 2);
    return mode === 'SAME_LOWER' ? [needed - less, less] : [less, needed - less];
  });
  const padsBegin = pads.map(([begin]) => begin);
  const window = { inputSpatial, outputSpatial, kernel, strides, dilations, padsBegin };
  return { window, padsEnd: pads.map(([, end]) => end) };
}

/** The window that is the whole of each channel. */
export function globalWindow(inputSpatial: number[]): WindowForm {
  const ones = inputSpatial.map(() => 1);
  return {
    inputSpatial,
    outputSpatial: ones,
    kernel: inputSpatial,
    strides: ones,
    dilations: ones,
    padsBegin: inputSpatial.map(() => 0),
  };
}
