import { numberAttribute, stringAttribute } from './operator-lowering.ts';
import { type Lowering, operatorRules, type Rule } from './operator-rules.ts';
import {
  erf,
  exponential,
  gelu,
  logarithm,
  sigmoid,
  softplus,
  tanhGelu,
  within,
} from './special-functions.ts';

const table =
  (evaluate: (x: number) => number): Rule =>
  ({ builder }) =>
    builder.apply(builder.input(0), evaluate);

/** A function with one or two parameters among the attributes. */
const parametric =
  (evaluate: (x: number, attribute: (name: string, fallback: number) => number) => number): Rule =>
  ({ builder, node }: Lowering) =>
    builder.apply(builder.input(0), (x) =>
      evaluate(x, (name, fallback) => numberAttribute(node, name, fallback)),
    );

/**
 * Smooth functions of one variable, by tables of straight lines. Outside its domain a function keeps the value that it
 * has at the border.
 */
export const functions = operatorRules({
  Exp: table(exponential),
  Log: table(logarithm),
  Sin: table(Math.sin),
  Cos: table(Math.cos),
  Tan: table(Math.tan),
  Asin: table(within(-1, 1, Math.asin)),
  Acos: table(within(-1, 1, Math.acos)),
  Atan: table(Math.atan),
  Sinh: table(within(-700, 700, Math.sinh)),
  Cosh: table(within(-700, 700, Math.cosh)),
  Tanh: table(Math.tanh),
  Asinh: table(Math.asinh),
  Acosh: table(within(1, Infinity, Math.acosh)),
  Atanh: table(within(-1 + 1e-9, 1 - 1e-9, Math.atanh)),
  Erf: table(erf),
  Sigmoid: table(sigmoid),
  Softplus: table(softplus),
  Softsign: table((x) => x / (1 + Math.abs(x))),
  Mish: table((x) => x * Math.tanh(softplus(x))),
  Swish: parametric((x, attribute) => x * sigmoid(attribute('alpha', 1) * x)),
  Gelu: (lowering) =>
    table(stringAttribute(lowering.node, 'approximate', 'none') === 'tanh' ? tanhGelu : gelu)(lowering),
  Elu: parametric((x, attribute) => (x > 0 ? x : attribute('alpha', 1) * Math.expm1(x))),
  Celu: parametric((x, attribute) => {
    const alpha = attribute('alpha', 1);
    return Math.max(0, x) + Math.min(0, alpha * Math.expm1(Math.min(x / alpha, 700)));
  }),
  Selu: parametric((x, attribute) => {
    const alpha = attribute('alpha', 1.6732632423543772);
    return attribute('gamma', 1.0507009873554805) * (x > 0 ? x : alpha * Math.expm1(x));
  }),
});
