import type { FloatNode } from '../float-graph.ts';
import { Builder, type Value } from './builder.ts';
import {
  type LoweringContext,
  numberAttribute,
  type OperatorLowering,
  stringAttribute,
} from './operator-lowering.ts';
import { isRead } from './parameters.ts';
import { numbersOf } from './read-trees.ts';
import { asRows } from './rows.ts';
import { bestLabel, bothClasses, classLabels, labelAbove, postTransform, refuseProbit } from './scores.ts';

/** LinearRegressor and LinearClassifier, with every transform but PROBIT; one score or one a class. */
export const linearModels: OperatorLowering = {
  domain: 'ai.onnx.ml',
  operators: ['LinearRegressor', 'LinearClassifier'],
  lower(node, context) {
    const builder = new Builder(node, context);
    if (node.operator === 'LinearClassifier') classify(node, builder, context);
    else regress(node, builder);
  },
};

function regress(node: FloatNode, builder: Builder): void {
  const targets = numberAttribute(node, 'targets', 1);
  const scores = scoresOf(node, builder, targets);
  const transform = stringAttribute(node, 'post_transform', 'NONE');
  // onnxruntime transforms a single target only by PROBIT.
  if (targets === 1 && transform === 'PROBIT') throw refuseProbit();
  builder.finish(targets === 1 ? scores : postTransform(builder, transform, scores));
}

function scoresOf(node: FloatNode, builder: Builder, targets: number): Value {
  const rows = asRows(builder, builder.input(0));
  const coefficients = numbersOf(node, 'coefficients');
  const intercepts = numbersOf(node, 'intercepts');
  const [count = 1, inputs = 1] = rows.shape;
  const form = { kind: 'dense', rows: count, inputs, outputs: targets } as const;
  const bias = Float64Array.from({ length: targets }, (_, index) => intercepts[index] ?? 0);
  return builder.linear(rows, form, Float64Array.from(coefficients), bias, [count, targets]);
}

/** One intercept for two labels means one score, of the second label, which wins above zero. */
function classify(node: FloatNode, builder: Builder, context: LoweringContext): void {
  const labels = classLabels(node);
  const targets = numbersOf(node, 'intercepts').length;
  const scores = scoresOf(node, builder, targets);
  const transform = stringAttribute(node, 'post_transform', 'NONE');
  if (targets === 1) {
    if (transform === 'PROBIT') throw refuseProbit();
    const [first = 0, second = 1] = labels.length === 2 ? labels : [];
    if (isRead(node, context, 0)) builder.finish(labelAbove(builder, scores, 0, [first, second]), 0);
    const result = () =>
      labels.length === 2
        ? bothClasses(builder, scores, transform === 'LOGISTIC' ? 'logistic' : 'complement')
        : scores;
    if (isRead(node, context, 1)) builder.finish(result(), 1);
    return;
  }
  if (isRead(node, context, 0)) builder.finish(bestLabel(builder, scores, labels), 0);
  if (isRead(node, context, 1)) builder.finish(postTransform(builder, transform, scores), 1);
}
