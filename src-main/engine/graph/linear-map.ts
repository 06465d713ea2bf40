import { transposedTaps, type WindowForm, type WindowTaps, windowTaps } from './window-taps.ts';

export { type WindowForm, type WindowTaps, windowTaps };

/**
 * The shape of a linear primitive: which input and which weight meet in which output. The weights themselves live
 * beside the form, so that the float graph, the integer graph and the circuit share one traversal.
 */
export type LinearForm = DenseForm | ConvolutionForm | TransposedConvolutionForm | SparseForm;

/** y[r, o] = sum_k W[o, k] x[r, k]; weights [outputs, inputs]. */
export interface DenseForm {
  kind: 'dense';
  rows: number;
  inputs: number;
  outputs: number;
}

/** ONNX Conv in any number of spatial dimensions, batch 1; weights [outputChannels, inputChannels / groups, ...kernel]. */
export interface ConvolutionForm extends WindowForm {
  kind: 'convolution';
  inputChannels: number;
  outputChannels: number;
  groups: number;
}

/**
 * ONNX ConvTranspose, batch 1; weights [inputChannels, outputChannels / groups, ...kernel]. Input p meets output
 * p * stride - padBegin + tap * dilation; outputSpatial includes the output padding, which sees few taps or none.
 */
export interface TransposedConvolutionForm extends WindowForm {
  kind: 'transposedConvolution';
  inputChannels: number;
  outputChannels: number;
  groups: number;
}

/** An explicit list: row o has the entries rowPointer[o] .. rowPointer[o + 1], each with its own weight. */
export interface SparseForm {
  kind: 'sparse';
  inputs: number;
  channels: number;
  rowPointer: Int32Array | number[];
  column: Int32Array | number[];
}

/** Element i of a tensor belongs to channel floor(i / inner) % channels. */
export interface ChannelLayout {
  channels: number;
  inner: number;
}

/** The layout is the output's: bias and shift are given a channel. */
export interface LinearMap extends ChannelLayout {
  inputSize: number;
  outputSize: number;
  weightCount: number;
  /** Outputs of the first channel of which each meets other weights than those before it; 0 alone without borders. */
  readonly distinctOutputs: readonly number[];
  /** Calls `visit` for every (input, weight) pair of one output, each input at most once. */
  row(output: number, visit: (input: number, weight: number) => void): void;
}

/** Where the weights and inputs of a convolution, or a transposed one, stand. */
export interface ConvolutionLayout {
  /** One an output position, the same for every channel. */
  windows: WindowTaps[];
  inputArea: number;
  kernelArea: number;
  inputsPerGroup: number;
  outputsPerGroup: number;
  /** The first weight of an output channel, and the distance to the next input channel's. */
  firstWeight(outputChannel: number): number;
  weightStep: number;
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((size, dimension) => size * dimension, 1);
}

export function linearMap(form: LinearForm): LinearMap {
  switch (form.kind) {
    case 'dense':
      return denseMap(form);
    case 'convolution':
    case 'transposedConvolution':
      return convolutionMap(form);
    case 'sparse':
      return sparseMap(form);
  }
}

function denseMap({ rows, inputs, outputs }: DenseForm): LinearMap {
  return {
    inputSize: rows * inputs,
    outputSize: rows * outputs,
    weightCount: outputs * inputs,
    channels: outputs,
    inner: 1,
    distinctOutputs: [0],
    row(output, visit) {
      const column = output % outputs;
      const inputBase = ((output - column) / outputs) * inputs;
      const weightBase = column * inputs;
      for (let k = 0; k < inputs; k++) visit(inputBase + k, weightBase + k);
    },
  };
}

export function convolutionLayout(form: ConvolutionForm | TransposedConvolutionForm): ConvolutionLayout {
  const kernelArea = product(form.kernel);
  const inputsPerGroup = form.inputChannels / form.groups;
  const outputsPerGroup = form.outputChannels / form.groups;
  const common = { inputArea: product(form.inputSpatial), kernelArea, inputsPerGroup, outputsPerGroup };
  if (form.kind === 'convolution') {
    return {
      ...common,
      windows: windowTaps(form),
      firstWeight: (channel) => channel * inputsPerGroup * kernelArea,
      weightStep: kernelArea,
    };
  }
  return {
    ...common,
    windows: transposedTaps(form),
    firstWeight(channel) {
      const group = Math.floor(channel / outputsPerGroup);
      return (group * inputsPerGroup * outputsPerGroup + (channel % outputsPerGroup)) * kernelArea;
    },
    weightStep: outputsPerGroup * kernelArea,
  };
}

function convolutionMap(form: ConvolutionForm | TransposedConvolutionForm): LinearMap {
  const { inputChannels, outputChannels, groups } = form;
  const outputArea = product(form.outputSpatial);
  // Counts are often all that is asked for; the windows of a large image take a while.
  let known: ConvolutionLayout | undefined;
  const layout = () => (known ??= convolutionLayout(form));
  return {
    inputSize: inputChannels * product(form.inputSpatial),
    outputSize: outputChannels * outputArea,
    weightCount: (inputChannels * outputChannels * product(form.kernel)) / groups,
    channels: outputChannels,
    inner: outputArea,
    get distinctOutputs() {
      const first = new Map<string, number>();
      layout().windows.forEach(({ taps }, position) => {
        const key = taps.join();
        if (!first.has(key)) first.set(key, position);
      });
      return [...first.values()];
    },
    row(output, visit) {
      const { windows, inputArea, inputsPerGroup, outputsPerGroup, firstWeight, weightStep } = layout();
      const position = output % outputArea;
      const channel = (output - position) / outputArea;
      const firstInput = Math.floor(channel / outputsPerGroup) * inputsPerGroup;
      const { taps, offsets } = windows[position]!;
      let weightBase = firstWeight(channel);
      for (let c = 0; c < inputsPerGroup; c++) {
        const inputBase = (firstInput + c) * inputArea;
        for (let t = 0; t < taps.length; t++) visit(inputBase + offsets[t]!, weightBase + taps[t]!);
        weightBase += weightStep;
      }
    },
  };
}

function sparseMap({ inputs, channels, rowPointer, column }: SparseForm): LinearMap {
  const outputSize = rowPointer.length - 1;
  return {
    inputSize: inputs,
    outputSize,
    weightCount: column.length,
    channels,
    inner: outputSize / channels,
    get distinctOutputs() {
      return Array.from({ length: outputSize / channels }, (_, output) => output);
    },
    row(output, visit) {
      for (let entry = rowPointer[output]!; entry < rowPointer[output + 1]!; entry++)
        visit(column[entry]!, entry);
    },
  };
}

/** The output channel that a weight works for. */
export function weightChannel(form: LinearForm): (weight: number) => number {
  switch (form.kind) {
    case 'dense':
      return (weight) => Math.floor(weight / form.inputs);
    case 'convolution': {
      const perChannel = (form.inputChannels / form.groups) * product(form.kernel);
      return (weight) => Math.floor(weight / perChannel);
    }
    case 'transposedConvolution': {
      const kernelArea = product(form.kernel);
      const outputsPerGroup = form.outputChannels / form.groups;
      const inputsPerGroup = form.inputChannels / form.groups;
      return (weight) => {
        const block = Math.floor(weight / kernelArea);
        const group = Math.floor(block / (inputsPerGroup * outputsPerGroup));
        return group * outputsPerGroup + (block % outputsPerGroup);
      };
    }
    case 'sparse': {
      const { inner } = sparseMap(form);
      const channels = new Int32Array(form.column.length);
      for (let row = 0; row + 1 < form.rowPointer.length; row++)
        channels.fill(Math.floor(row / inner), form.rowPointer[row], form.rowPointer[row + 1]);
      return (weight) => channels[weight]!;
    }
  }
}
