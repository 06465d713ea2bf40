/**
 * The shape of a linear primitive: which input and which weight meet in which output. The weights themselves live
 * beside the form, so that the float graph, the integer graph and the circuit share one traversal.
 */

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

/** A window that slides over the spatial dimensions; padding stands before the first and after the last element. */
export interface WindowForm {
  inputSpatial: number[];
  outputSpatial: number[];
  kernel: number[];
  strides: number[];
  dilations: number[];
  padsBegin: number[];
}

/** An explicit list: row o has the entries rowPointer[o] .. rowPointer[o + 1], each with its own weight. */
export interface SparseForm {
  kind: 'sparse';
  inputs: number;
  channels: number;
  rowPointer: number[];
  column: number[];
}

export type LinearForm = DenseForm | ConvolutionForm | SparseForm;

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
  /** True where border outputs see fewer inputs than inner ones. */
  hasPadding: boolean;
  /** Calls `visit` for every (input, weight) pair of one output, each input at most once. */
  row(output: number, visit: (input: number, weight: number) => void): void;
}

export function product(sizes: readonly number[]): number {
  return sizes.reduce((size, dimension) => size * dimension, 1);
}

export function linearMap(form: LinearForm): LinearMap {
  switch (form.kind) {
    case 'dense':
      return denseMap(form);
    case 'convolution':
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
    hasPadding: false,
    row(output, visit) {
      const column = output % outputs;
      const inputBase = ((output - column) / outputs) * inputs;
      const weightBase = column * inputs;
      for (let k = 0; k < inputs; k++) visit(inputBase + k, weightBase + k);
    },
  };
}

function convolutionMap(form: ConvolutionForm): LinearMap {
  const { inputChannels, outputChannels, groups } = form;
  const windows = windowTaps(form);
  const inputArea = product(form.inputSpatial);
  const outputArea = product(form.outputSpatial);
  const kernelArea = product(form.kernel);
  const inputsPerGroup = inputChannels / groups;
  const outputsPerGroup = outputChannels / groups;
  return {
    inputSize: inputChannels * inputArea,
    outputSize: outputChannels * outputArea,
    weightCount: outputChannels * inputsPerGroup * kernelArea,
    channels: outputChannels,
    inner: outputArea,
    hasPadding: windows.some(({ taps }) => taps.length < kernelArea),
    row(output, visit) {
      const position = output % outputArea;
      const channel = (output - position) / outputArea;
      const firstInput = Math.floor(channel / outputsPerGroup) * inputsPerGroup;
      const { taps, offsets } = windows[position]!;
      for (let c = 0; c < inputsPerGroup; c++) {
        const inputBase = (firstInput + c) * inputArea;
        const weightBase = (channel * inputsPerGroup + c) * kernelArea;
        for (let t = 0; t < taps.length; t++) visit(inputBase + offsets[t]!, weightBase + taps[t]!);
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
    hasPadding: false,
    row(output, visit) {
      for (let entry = rowPointer[output]!; entry < rowPointer[output + 1]!; entry++)
        visit(column[entry]!, entry);
    },
  };
}

/** For each window position: the kernel taps that fall on real elements, and the offsets of those elements. */
export function windowTaps(form: WindowForm): { taps: Int32Array; offsets: Int32Array }[] {
  const kernelArea = product(form.kernel);
  const rank = form.kernel.length;
  return Array.from({ length: product(form.outputSpatial) }, (_, position) => {
    const start = coordinates(position, form.outputSpatial).map(
      (coordinate, axis) => coordinate * form.strides[axis]! - form.padsBegin[axis]!,
    );
    const taps: number[] = [];
    const offsets: number[] = [];
    for (let tap = 0; tap < kernelArea; tap++) {
      const kernelPosition = coordinates(tap, form.kernel);
      let offset = 0;
      let inside = true;
      for (let axis = 0; axis < rank; axis++) {
        const coordinate = start[axis]! + kernelPosition[axis]! * form.dilations[axis]!;
        if (coordinate < 0 || coordinate >= form.inputSpatial[axis]!) inside = false;
        offset = offset * form.inputSpatial[axis]! + coordinate;
      }
      if (inside) {
        taps.push(tap);
        offsets.push(offset);
      }
    }
    return { taps: Int32Array.from(taps), offsets: Int32Array.from(offsets) };
  });
}

function coordinates(index: number, sizes: readonly number[]): number[] {
  const result = new Array<number>(sizes.length);
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    result[axis] = index % sizes[axis]!;
    index = Math.floor(index / sizes[axis]!);
  }
  return result;
}
