import type {
  IntegerGraph,
  IntegerLinear,
  IntegerMax,
  IntegerNode,
  IntegerPort,
  IntegerRescale,
  IntegerView,
} from '../../../src-main/engine/graph/integer-graph.ts';
import type { LinearForm, WindowForm } from '../../../src-main/engine/graph/linear-map.ts';

/** Short ways to write integer graphs. Every node is named after its output. */

const scale = { numerator: 1n, denominator: 1n };

export function port(name: string, shape: number[], bits: number, signed: boolean): IntegerPort {
  return { name, shape, bits, signed, scale };
}

export function linear(
  input: string,
  output: string,
  form: LinearForm,
  weights: ArrayLike<number>,
  bias: ArrayLike<number>,
): IntegerLinear {
  const values = { weights: Float64Array.from(weights), bias: Float64Array.from(bias) };
  return { kind: 'linear', name: output, operator: 'Gemm', input, output, form, ...values };
}

/** y = W x + b of one row; weights [outputs, inputs]. */
export function dense(
  input: string,
  output: string,
  weights: readonly (readonly number[])[],
  bias: readonly number[],
): IntegerLinear {
  const form = { kind: 'dense', rows: 1, inputs: weights[0]!.length, outputs: weights.length } as const;
  return linear(input, output, form, weights.flat(), bias);
}

export function rescale(
  input: string,
  output: string,
  table: 'relu' | 'clamp',
  bits: number,
  shifts: number | number[],
  inner = 1,
): IntegerRescale {
  const list = typeof shifts === 'number' ? [shifts] : shifts;
  return { kind: 'rescale', name: output, operator: 'Relu', input, output, table, bits, shifts: list, inner };
}

export function max(input: string, output: string, channels: number, form: WindowForm): IntegerMax {
  return { kind: 'max', name: output, operator: 'MaxPool', input, output, channels, window: form };
}

export function view(input: string, output: string): IntegerView {
  return { kind: 'view', name: output, operator: 'Reshape', input, output };
}

/** A square window in two dimensions. */
export function window2d(
  size: readonly [number, number],
  kernel: number,
  stride = kernel,
  pad = 0,
  dilation = 1,
): WindowForm {
  const reach = dilation * (kernel - 1) + 1;
  return {
    inputSpatial: [...size],
    outputSpatial: size.map((length) => Math.floor((length + 2 * pad - reach) / stride) + 1),
    kernel: [kernel, kernel],
    strides: [stride, stride],
    dilations: [dilation, dilation],
    padsBegin: [pad, pad],
  };
}

export function graphOf(inputs: IntegerPort[], nodes: IntegerNode[], outputs: IntegerPort[]): IntegerGraph {
  return { inputs, nodes, outputs };
}
