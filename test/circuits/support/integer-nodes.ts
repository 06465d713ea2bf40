import type {
  IntegerCompare,
  IntegerConstant,
  IntegerDivide,
  IntegerGraph,
  IntegerLinear,
  IntegerMatmul,
  IntegerMax,
  IntegerNode,
  IntegerOneHot,
  IntegerPort,
  IntegerProduct,
  IntegerRescale,
  IntegerRoot,
  IntegerSort,
  IntegerSum,
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

/** Element i is element map[i] of the inputs, one behind the other; the only input itself without a map. */
export function view(inputs: string | string[], output: string, map?: ArrayLike<number>): IntegerView {
  const names = typeof inputs === 'string' ? [inputs] : inputs;
  const base = { kind: 'view', name: output, operator: 'Reshape', inputs: names, output } as const;
  return map ? { ...base, map: Int32Array.from(map) } : base;
}

/** sum of coefficient * input, plus the bias. */
export function sum(
  terms: readonly (readonly [coefficient: number, input: string])[],
  output: string,
  bias: ArrayLike<number> = [0],
): IntegerSum {
  return {
    kind: 'sum',
    name: output,
    operator: 'Add',
    inputs: terms.map(([, input]) => input),
    coefficients: terms.map(([coefficient]) => coefficient),
    bias: Float64Array.from(bias),
    output,
  };
}

export function multiply(a: string, b: string, output: string): IntegerProduct {
  return { kind: 'product', name: output, operator: 'Mul', inputs: [a, b], output };
}

export function matmul(
  a: string,
  b: string,
  output: string,
  [batch, rows, inner, columns]: readonly [number, number, number, number],
): IntegerMatmul {
  return {
    kind: 'matmul',
    name: output,
    operator: 'MatMul',
    inputs: [a, b],
    output,
    batch,
    rows,
    inner,
    columns,
  };
}

export function lookup(
  input: string,
  output: string,
  bits: number,
  table: { signed: boolean; fractionBits: number; entries: ArrayLike<number> },
  shifts: number | number[] = 0,
  inner = 1,
): IntegerRescale {
  const list = typeof shifts === 'number' ? [shifts] : shifts;
  const entries = Float64Array.from(table.entries);
  return {
    kind: 'rescale',
    name: output,
    operator: 'Exp',
    input,
    output,
    table: 'lookup',
    bits,
    shifts: list,
    inner,
    lookup: { ...table, entries },
  };
}

export function divide(a: string, b: string, output: string): IntegerDivide {
  return { kind: 'divide', name: output, operator: 'Div', inputs: [a, b], output };
}

export function root(input: string, output: string): IntegerRoot {
  return { kind: 'root', name: output, operator: 'Sqrt', input, output };
}

export function compare(input: string, output: string, relation: IntegerCompare['relation']): IntegerCompare {
  return { kind: 'compare', name: output, operator: 'Less', input, output, relation };
}

export function oneHot(
  input: string,
  output: string,
  count: number,
  starts: ArrayLike<number>,
): IntegerOneHot {
  const base = { kind: 'oneHot', name: output, operator: 'OneHot', input, output, count } as const;
  return { ...base, starts: Float64Array.from(starts) };
}

export function sort(input: string, output: string, rows: number, count: number, keep = count): IntegerSort {
  return { kind: 'sort', name: output, operator: 'TopK', input, output, rows, count, keep };
}

export function constant(output: string, values: ArrayLike<number>): IntegerConstant {
  const base = { kind: 'constant', name: output, operator: 'Constant', output } as const;
  return { ...base, values: Float64Array.from(values) };
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
