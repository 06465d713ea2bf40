import type { FloatNode } from '../float-graph.ts';
import { type WindowForm, product, windowTaps } from '../linear-map.ts';
import type { LoweredLinear } from '../lowered-graph.ts';
import {
  type LoweringContext,
  numberAttribute,
  numbersAttribute,
  type OperatorLowering,
  UnsupportedError,
} from './operator-lowering.ts';
import { convolutionWindow } from './window.ts';

/** MaxPool (values, not indices) and AveragePool, with strides, dilations, pads and ceil_mode. */
export const pool: OperatorLowering = {
  operators: ['MaxPool', 'AveragePool'],
  lower(node, context) {
    const kernel = numbersAttribute(node, 'kernel_shape');
    if (!kernel) throw new UnsupportedError('it has no kernel_shape', 'Export the model again.');
    const channels = context.shape(node.inputs[0]!)[1]!;
    const window = convolutionWindow(node, context, kernel);
    const base = {
      name: node.name,
      operator: node.operator,
      input: node.inputs[0]!,
      output: node.outputs[0]!,
    };
    if (node.operator === 'AveragePool') {
      context.emit({ ...base, ...averagePool(node, channels, window, context) });
      return;
    }
    const indices = node.outputs[1];
    if (indices && context.consumers(indices) > 0) {
      throw new UnsupportedError('its second output, the indices, is used', 'Use only the pooled values.');
    }
    if (windowTaps(window).some(({ taps }) => taps.length === 0)) throw emptyWindow();
    context.emit({ ...base, kind: 'max', channels, window });
  },
};

type LinearPart = Pick<LoweredLinear, 'kind' | 'form' | 'weights' | 'bias'>;

/** The mean is a depthwise convolution with equal weights, except where padding changes the count a window sees. */
function averagePool(
  node: FloatNode,
  channels: number,
  window: WindowForm,
  context: LoweringContext,
): LinearPart {
  const area = product(window.kernel);
  const bias = new Float64Array(channels);
  const windows = windowTaps(window);
  const countsPadding = numberAttribute(node, 'count_include_pad', 0) !== 0;
  if (
    countsPadding &&
    numberAttribute(node, 'ceil_mode', 0) !== 0 &&
    windows.some(({ taps }) => taps.length < area)
  ) {
    throw new UnsupportedError(
      'it combines ceil_mode with count_include_pad',
      'Pad explicitly, or use one of the two options.',
    );
  }
  if (countsPadding || windows.every(({ taps }) => taps.length === area)) {
    return {
      kind: 'linear',
      form: {
        kind: 'convolution',
        inputChannels: channels,
        outputChannels: channels,
        groups: channels,
        ...window,
      },
      weights: new Float64Array(channels * area).fill(1 / area),
      bias,
    };
  }
  if (windows.some(({ taps }) => taps.length === 0)) throw emptyWindow();
  const inputArea = product(window.inputSpatial);
  const rowPointer = [0];
  const column: number[] = [];
  const weights: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (const { offsets } of windows) {
      for (const offset of offsets) {
        column.push(channel * inputArea + offset);
        weights.push(1 / offsets.length);
      }
      rowPointer.push(column.length);
    }
  }
  const inputs = product(context.shape(node.inputs[0]!));
  return {
    kind: 'linear',
    form: { kind: 'sparse', inputs, channels, rowPointer, column },
    weights: Float64Array.from(weights),
    bias,
  };
}

function emptyWindow(): UnsupportedError {
  return new UnsupportedError('one of its windows holds nothing but padding', 'Use less padding.');
}
