import type { FloatNode } from '../float-graph.ts';
import { clamp } from './activations.ts';
import type { Builder, Value } from './builder.ts';
import {
  type LoweringContext,
  numberAttribute,
  numbersAttribute,
  UnsupportedError,
} from './operator-lowering.ts';
import { sigmoid, softplus } from './special-functions.ts';

export type Activation = (value: Value) => Value;

/** An activation by name: the parameters that it takes and what they are unless given. */
interface ActivationRule {
  alpha?: number;
  beta?: number;
  /** A smooth function, which becomes a table. */
  table?: (x: number, alpha: number, beta: number) => number;
  /** A piecewise linear one, which is exact. */
  exact?: (tools: Tools, value: Value, alpha: number, beta: number) => Value;
}

interface Tools {
  builder: Builder;
  context: LoweringContext;
}

const RULES: Record<string, ActivationRule> = {
  relu: { exact: ({ builder }, x) => builder.relu(x) },
  tanh: { table: Math.tanh },
  sigmoid: { table: sigmoid },
  affine: { alpha: 1, beta: 0, exact: ({ builder }, x, alpha, beta) => line(builder, x, alpha, beta) },
  leakyrelu: {
    alpha: 0.01,
    exact: ({ builder }, x, alpha) => builder.sum([alpha, x], [1 - alpha, builder.relu(x)]),
  },
  thresholdedrelu: {
    alpha: 1,
    exact: ({ builder }, x, alpha) =>
      builder.product(x, builder.not(builder.nonNegative(builder.subtract(builder.scalar(alpha), x)))),
  },
  scaledtanh: { alpha: 1, beta: 1, table: (x, alpha, beta) => alpha * Math.tanh(beta * x) },
  hardsigmoid: {
    alpha: 0.2,
    beta: 0.5,
    exact: (tools, x, alpha, beta) =>
      clamp(tools, line(tools.builder, x, alpha, beta), tools.builder.scalar(0), tools.builder.scalar(1)),
  },
  elu: { alpha: 1, table: (x, alpha) => (x >= 0 ? x : alpha * Math.expm1(x)) },
  softsign: { table: (x) => x / (1 + Math.abs(x)) },
  softplus: { table: softplus },
};

/**
 * The activations of a recurrent operator, by name and in order; each takes its alpha and beta from the lists of the
 * operator as long as they last. `clip` bounds what the first of each direction's `clipped` activations see.
 */
export function recurrentActivations(node: FloatNode, tools: Tools, names: readonly string[]): Activation[] {
  const alphas = [...(numbersAttribute(node, 'activation_alpha') ?? [])];
  const betas = [...(numbersAttribute(node, 'activation_beta') ?? [])];
  return names.map((name) => {
    const rule = RULES[name.toLowerCase()];
    if (!rule) {
      throw new UnsupportedError(
        `its activation "${name}" is unknown`,
        `Use one of ${Object.keys(RULES).join(', ')}.`,
      );
    }
    const alpha = rule.alpha === undefined ? 0 : (alphas.shift() ?? rule.alpha);
    const beta = rule.beta === undefined ? 0 : (betas.shift() ?? rule.beta);
    return (value) =>
      rule.exact
        ? rule.exact(tools, value, alpha, beta)
        : tools.builder.apply(value, (x) => rule.table!(x, alpha, beta));
  });
}

/** Bounds what an activation sees, where the operator has `clip`. */
export function clipped(node: FloatNode, tools: Tools): (activation: Activation) => Activation {
  const bound = numberAttribute(node, 'clip', Infinity);
  if (!Number.isFinite(bound) || bound <= 0) return (activation) => activation;
  const { builder } = tools;
  return (activation) => (value) =>
    activation(clamp(tools, value, builder.scalar(-bound), builder.scalar(bound)));
}

function line(builder: Builder, value: Value, slope: number, offset: number): Value {
  return builder.sum([slope, value], [offset, builder.scalar(1)]);
}
