import type { AttributeValue, ConstantTensor, DataType, FloatNode } from '../float-graph.ts';
import type { LoweredNode } from '../lowered-graph.ts';
import type { MaskedScores } from './masked-scores.ts';
import type { ScoreOrder } from './score-order.ts';

/** What one operator family can do, and how it becomes primitives. */
export interface OperatorLowering {
  /** The operator set; '' (the standard one) unless given. */
  domain?: string;
  operators: readonly string[];
  /** @throws UnsupportedError with the reason where this use of the operator cannot be proven */
  lower(node: FloatNode, context: LoweringContext): void;
}

/** A use of an operator that lowering refuses; collected into the operator report. */
export class UnsupportedError extends Error {
  constructor(
    readonly reason: string,
    readonly remedy: string,
  ) {
    super(reason);
  }
}

export interface LoweringContext {
  opset: number;
  shape(tensor: string): number[];
  /** float32 where the model does not say. */
  dataType(tensor: string): DataType;
  constant(tensor: string): ConstantTensor | undefined;
  /** Lets an output of an operator be known from here on. */
  defineConstant(tensor: string, shape: number[], values: Float64Array): void;
  /** What is known of the tensors that hold masked scores of an attention. */
  maskedScores: Map<string, MaskedScores>;
  /** For the result of a Softmax, what is in the same order. */
  scoreOrders: Map<string, ScoreOrder>;
  /** A tensor name that nothing has, starting with `wanted`. */
  fresh(wanted: string): string;
  /** True for the names that `fresh` gave. */
  isMadeUp(tensor: string): boolean;
  /** How many nodes and graph outputs read the tensor. */
  consumers(tensor: string): number;
  /** The lowered node that made the tensor, if any. */
  producer(tensor: string): LoweredNode | undefined;
  emit(node: LoweredNode): void;
  /** Lets a node that was emitted before write to another tensor; who reads it under its old name reads that. */
  retarget(node: LoweredNode, output: string): void;
}

export function numberAttribute(node: FloatNode, name: string, fallback: number): number {
  const value = node.attributes.get(name);
  return typeof value === 'number' ? value : fallback;
}

export function stringAttribute(node: FloatNode, name: string, fallback: string): string {
  const value = node.attributes.get(name);
  return typeof value === 'string' ? value : fallback;
}

export function numbersAttribute(node: FloatNode, name: string): number[] | undefined {
  const value: AttributeValue | undefined = node.attributes.get(name);
  return Array.isArray(value) && value.length > 0 && typeof value[0] === 'number'
    ? (value as number[])
    : undefined;
}

/** The constant behind an input, or a reason why the operator cannot be lowered. */
export function requireConstant(
  node: FloatNode,
  index: number,
  what: string,
  context: LoweringContext,
): ConstantTensor {
  const name = node.inputs[index] ?? '';
  const constant = context.constant(name);
  if (!constant) {
    throw new UnsupportedError(
      `its ${what} "${name}" is computed, not constant`,
      `Export the model with constant ${what}.`,
    );
  }
  return constant;
}
