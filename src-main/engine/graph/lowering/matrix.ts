import type { FloatNode } from '../float-graph.ts';
import { product } from '../linear-map.ts';
import type { LoweredLinear } from '../lowered-graph.ts';
import { broadcast, perChannel, withElementBias } from './add-constant.ts';
import {
  type LoweringContext,
  numberAttribute,
  type OperatorLowering,
  requireConstant,
  UnsupportedError,
} from './operator-lowering.ts';

/** Gemm and MatMul of an activation [..., K] with a constant matrix [K, O]; alpha, beta, transB and a bias. */
export const matrix: OperatorLowering = {
  operators: ['Gemm', 'MatMul'],
  lower(node, context) {
    if (node.operator === 'Gemm') lowerGemm(node, context);
    else lowerMatMul(node, context);
  },
};

function lowerGemm(node: FloatNode, context: LoweringContext): void {
  refuseConstantLeft(node, context);
  const weights = requireConstant(node, 1, 'weights', context);
  if (numberAttribute(node, 'transA', 0) !== 0) {
    throw new UnsupportedError(
      'it transposes its activation (transA)',
      'Transpose the input with a Transpose node.',
    );
  }
  const alpha = numberAttribute(node, 'alpha', 1);
  const transposed = numberAttribute(node, 'transB', 0) !== 0;
  const dense = denseMap(node, context, weights.values, weights.shape, transposed, alpha);
  context.emit((node.inputs[2] ?? '') === '' ? dense : addBias(node, dense, context));
}

function addBias(node: FloatNode, dense: LoweredLinear, context: LoweringContext): LoweredLinear {
  const constant = requireConstant(node, 2, 'bias', context);
  const beta = numberAttribute(node, 'beta', 1);
  const values = broadcast(constant, context.shape(node.outputs[0]!)).map((value) => beta * value);
  const bias = perChannel(values, dense);
  return bias ? { ...dense, bias } : withElementBias(dense, values);
}

function lowerMatMul(node: FloatNode, context: LoweringContext): void {
  refuseConstantLeft(node, context);
  const weights = requireConstant(node, 1, 'weights', context);
  if (weights.shape.length > 2) {
    throw new UnsupportedError(
      `its weights have ${weights.shape.length} dimensions`,
      'Use one matrix of weights, shape [K, O].',
    );
  }
  const shape = weights.shape.length === 1 ? [weights.shape[0]!, 1] : weights.shape;
  context.emit(denseMap(node, context, weights.values, shape, false, 1));
}

function refuseConstantLeft(node: FloatNode, context: LoweringContext): void {
  if (context.constant(node.inputs[0]!)) {
    throw new UnsupportedError(
      'its left factor is the constant one',
      'Swap the factors: activation times weights.',
    );
  }
}

function denseMap(
  node: FloatNode,
  context: LoweringContext,
  values: Float64Array,
  shape: number[],
  transposed: boolean,
  alpha: number,
): LoweredLinear {
  const [first = 1, second = 1] = shape;
  const [outputs, inputs] = transposed ? [first, second] : [second, first];
  const inputShape = context.shape(node.inputs[0]!);
  const rows = product(inputShape) / inputs;
  const weights = new Float64Array(outputs * inputs);
  for (let o = 0; o < outputs; o++) {
    for (let k = 0; k < inputs; k++) {
      weights[o * inputs + k] = alpha * values[transposed ? o * inputs + k : k * outputs + o]!;
    }
  }
  return {
    kind: 'linear',
    name: node.name,
    operator: node.operator,
    input: node.inputs[0]!,
    output: node.outputs[0]!,
    form: { kind: 'dense', rows, inputs, outputs },
    weights,
    bias: new Float64Array(outputs),
  };
}
