import type { ConstantTensor, FloatNode } from '../float-graph.ts';
import { linearMap, product } from '../linear-map.ts';
import type { LoweredLinear } from '../lowered-graph.ts';
import { type LoweringContext, UnsupportedError } from './operator-lowering.ts';

interface ConstantAddition {
  node: FloatNode;
  input: string;
  output: string;
  constant: ConstantTensor;
  /** Shape of the sum. */
  shape: number[];
}

/**
 * output = input + constant. The constant joins the bias of the linear map before it where nobody else reads that
 * map's result and the constant does not vary inside a channel; otherwise it becomes a linear map of its own.
 */
export function addConstant(
  { node, input, output, constant, shape }: ConstantAddition,
  context: LoweringContext,
): void {
  const values = broadcast(constant, shape);
  const producer = context.producer(input);
  if (producer?.kind === 'linear' && context.consumers(input) === 1) {
    const bias = perChannel(values, producer);
    if (bias) {
      producer.bias = producer.bias.map((value, channel) => value + bias[channel]!);
      context.retarget(producer, output);
      return;
    }
  }
  const size = product(shape);
  context.emit({
    kind: 'linear',
    name: node.name,
    operator: node.operator,
    input,
    output,
    form: elementwiseForm(size),
    weights: new Float64Array(size).fill(1),
    bias: values,
  });
}

/** One weight and one bias an element. */
function elementwiseForm(size: number): LoweredLinear['form'] {
  return {
    kind: 'sparse',
    inputs: size,
    channels: size,
    rowPointer: Array.from({ length: size + 1 }, (_, index) => index),
    column: Array.from({ length: size }, (_, index) => index),
  };
}

/** The same map, written out so that every output is a channel with a bias of its own. */
export function withElementBias(node: LoweredLinear, bias: Float64Array): LoweredLinear {
  const map = linearMap(node.form);
  const rowPointer = [0];
  const column: number[] = [];
  const weights: number[] = [];
  for (let output = 0; output < map.outputSize; output++) {
    map.row(output, (source, weight) => {
      column.push(source);
      weights.push(node.weights[weight]!);
    });
    rowPointer.push(column.length);
  }
  const form = {
    kind: 'sparse',
    inputs: map.inputSize,
    channels: map.outputSize,
    rowPointer,
    column,
  } as const;
  return { ...node, form, weights: Float64Array.from(weights), bias };
}

/** The constant repeated to the full shape (ONNX multidirectional broadcasting, towards `shape` only). */
export function broadcast(constant: ConstantTensor, shape: readonly number[]): Float64Array {
  const offset = shape.length - constant.shape.length;
  const fits =
    offset >= 0 && constant.shape.every((size, axis) => size === 1 || size === shape[axis + offset]);
  if (!fits) {
    throw new UnsupportedError(
      `it adds a constant of shape [${constant.shape.join(', ')}] to a tensor of shape [${shape.join(', ')}]`,
      'Add a constant that broadcasts to the shape of the tensor.',
    );
  }
  const result = new Float64Array(product(shape));
  for (let index = 0; index < result.length; index++) {
    let rest = index;
    let position = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const coordinate = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      const size = constant.shape[axis - offset] ?? 1;
      if (size !== 1) position += coordinate * stride;
      stride *= size;
    }
    result[index] = constant.values[position]!;
  }
  return result;
}

/** The values as one a channel of the map's result; undefined where they vary inside a channel. */
export function perChannel(values: Float64Array, { form }: LoweredLinear): Float64Array | undefined {
  const { channels, inner } = linearMap(form);
  const result = new Float64Array(channels);
  for (let index = 0; index < values.length; index++) {
    const channel = Math.floor(index / inner) % channels;
    if (index < channels * inner && index % inner === 0) result[channel] = values[index]!;
    else if (result[channel] !== values[index]) return undefined;
  }
  return result;
}
