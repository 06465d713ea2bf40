import {
  type ConvolutionForm,
  convolutionLayout,
  type DenseForm,
  type LinearForm,
  type SparseForm,
  type TransposedConvolutionForm,
} from '../linear-map.ts';
import type { WindowTaps } from '../window-taps.ts';

interface LinearWeights<Form> {
  form: Form;
  weights: Float64Array;
  bias: Float64Array;
}

/** y = W x + b in doubles, prepared once for many x. The order of summation is free: use it where sums are exact. */
export function linearInDoubles(node: LinearWeights<LinearForm>): (x: Float64Array) => Float64Array {
  const { form, weights, bias } = node;
  switch (form.kind) {
    case 'dense':
      return dense({ form, weights, bias });
    case 'convolution':
    case 'transposedConvolution':
      return convolution({ form, weights, bias });
    case 'sparse':
      return sparse({ form, weights, bias });
  }
}

/** Four outputs at a time: their sums do not wait for each other, and share the loads of x. */
function dense({ form, weights, bias }: LinearWeights<DenseForm>): (x: Float64Array) => Float64Array {
  const { rows, inputs, outputs } = form;
  const blocked = outputs - (outputs % 4);
  return (x) => {
    const y = new Float64Array(rows * outputs);
    for (let row = 0; row < rows; row++) {
      const xRow = x.subarray(row * inputs, (row + 1) * inputs);
      const yRow = y.subarray(row * outputs, (row + 1) * outputs);
      for (let output = 0; output < blocked; output += 4) fourDots(xRow, weights, bias, output, yRow);
      for (let output = blocked; output < outputs; output++) {
        let sum = bias[output]! + 0;
        const base = output * inputs;
        for (let k = 0; k < inputs; k++) sum += weights[base + k]! * xRow[k]!;
        yRow[output] = sum;
      }
    }
    return y;
  };
}

function fourDots(
  x: Float64Array,
  weights: Float64Array,
  bias: Float64Array,
  output: number,
  y: Float64Array,
): void {
  const { length } = x;
  const a = output * length;
  const b = a + length;
  const c = b + length;
  const d = c + length;
  let sumA = bias[output]! + 0;
  let sumB = bias[output + 1]! + 0;
  let sumC = bias[output + 2]! + 0;
  let sumD = bias[output + 3]! + 0;
  for (let k = 0; k < length; k++) {
    const value = x[k]!;
    sumA += weights[a + k]! * value;
    sumB += weights[b + k]! * value;
    sumC += weights[c + k]! * value;
    sumD += weights[d + k]! * value;
  }
  y[output] = sumA;
  y[output + 1] = sumB;
  y[output + 2] = sumC;
  y[output + 3] = sumD;
}

/** What the sums of one or four channels of a group read. */
interface GroupSource extends FlatWindows {
  x: Float64Array;
  weights: Float64Array;
  bias: Float64Array;
  firstInput: number;
  inputs: number;
  inputArea: number;
  weightStep: number;
}

/** Position p has the taps starts[p] .. starts[p + 1]; one array for all keeps them together in the cache. */
interface FlatWindows {
  starts: Int32Array;
  taps: Int32Array;
  offsets: Int32Array;
}

function flatten(windows: readonly WindowTaps[]): FlatWindows {
  const starts = new Int32Array(windows.length + 1);
  windows.forEach(({ taps }, position) => (starts[position + 1] = starts[position]! + taps.length));
  const taps = new Int32Array(starts.at(-1)!);
  const offsets = new Int32Array(taps.length);
  windows.forEach((window, position) => {
    taps.set(window.taps, starts[position]);
    offsets.set(window.offsets, starts[position]);
  });
  return { starts, taps, offsets };
}

function convolution({
  form,
  weights,
  bias,
}: LinearWeights<ConvolutionForm | TransposedConvolutionForm>): (x: Float64Array) => Float64Array {
  const { windows, inputArea, inputsPerGroup, outputsPerGroup, firstWeight, weightStep } =
    convolutionLayout(form);
  const flat = flatten(windows);
  return (x) => {
    const y = new Float64Array(form.outputChannels * windows.length);
    for (let group = 0; group < form.groups; group++) {
      const firstInput = group * inputsPerGroup * inputArea;
      const source = { ...flat, x, weights, bias, firstInput, inputs: inputsPerGroup, inputArea, weightStep };
      const end = (group + 1) * outputsPerGroup;
      let channel = group * outputsPerGroup;
      for (; channel + 4 <= end; channel += 4) {
        fourChannels(
          source,
          [0, 1, 2, 3].map((next) => firstWeight(channel + next)),
          channel,
          y,
        );
      }
      for (; channel < end; channel++) oneChannel(source, firstWeight(channel), channel, y);
    }
    return y;
  };
}

function fourChannels(source: GroupSource, bases: readonly number[], channel: number, y: Float64Array): void {
  const { starts, taps, offsets, x, weights, bias, firstInput, inputs, inputArea, weightStep } = source;
  const area = starts.length - 1;
  const output = channel * area;
  const [a, b, c, d] = bases as [number, number, number, number];
  for (let position = 0; position < area; position++) {
    const start = starts[position]!;
    const end = starts[position + 1]!;
    let sumA = bias[channel]! + 0;
    let sumB = bias[channel + 1]! + 0;
    let sumC = bias[channel + 2]! + 0;
    let sumD = bias[channel + 3]! + 0;
    let plane = firstInput;
    let step = 0;
    for (let input = 0; input < inputs; input++) {
      for (let t = start; t < end; t++) {
        const value = x[plane + offsets[t]!]!;
        const at = step + taps[t]!;
        sumA += weights[a + at]! * value;
        sumB += weights[b + at]! * value;
        sumC += weights[c + at]! * value;
        sumD += weights[d + at]! * value;
      }
      plane += inputArea;
      step += weightStep;
    }
    y[output + position] = sumA;
    y[output + area + position] = sumB;
    y[output + 2 * area + position] = sumC;
    y[output + 3 * area + position] = sumD;
  }
}

function oneChannel(source: GroupSource, base: number, channel: number, y: Float64Array): void {
  const { starts, taps, offsets, x, weights, bias, firstInput, inputs, inputArea, weightStep } = source;
  const area = starts.length - 1;
  for (let position = 0; position < area; position++) {
    const start = starts[position]!;
    const end = starts[position + 1]!;
    let sum = bias[channel]! + 0;
    let plane = firstInput;
    let weight = base;
    for (let input = 0; input < inputs; input++) {
      for (let t = start; t < end; t++) sum += weights[weight + taps[t]!]! * x[plane + offsets[t]!]!;
      plane += inputArea;
      weight += weightStep;
    }
    y[channel * area + position] = sum;
  }
}

function sparse({ form, weights, bias }: LinearWeights<SparseForm>): (x: Float64Array) => Float64Array {
  const rows = form.rowPointer.length - 1;
  const inner = rows / form.channels;
  // One array type only, or every load asks which it is.
  const rowPointer = Int32Array.from(form.rowPointer);
  const column = Int32Array.from(form.column);
  return (x) => {
    const y = new Float64Array(rows);
    for (let row = 0, channel = 0; row < rows; row++) {
      if (row === (channel + 1) * inner) channel++;
      let sum = bias[channel]! + 0;
      const end = rowPointer[row + 1]!;
      for (let entry = rowPointer[row]!; entry < end; entry++) sum += weights[entry]! * x[column[entry]!]!;
      y[row] = sum;
    }
    return y;
  };
}
