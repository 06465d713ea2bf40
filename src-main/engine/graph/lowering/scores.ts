import type { FloatNode } from '../float-graph.ts';
import type { Builder, Value } from './builder.ts';
import { perGroup } from './grouped.ts';
import { numbersAttribute, UnsupportedError } from './operator-lowering.ts';
import { concatenate } from './rearrange.ts';
import { shiftedExponentials } from './reductions.ts';
import { softmaxOfLast } from './softmax.ts';
import { sigmoid } from './special-functions.ts';

/** What the operators of ai.onnx.ml make of scores [rows, targets]. */
export function postTransform(builder: Builder, transform: string, scores: Value): Value {
  switch (transform) {
    case 'NONE':
      return scores;
    case 'LOGISTIC':
      return builder.apply(scores, sigmoid);
    case 'SOFTMAX':
      return softmaxOfLast(builder, scores);
    case 'SOFTMAX_ZERO': {
      const present = builder.not(builder.isZero(scores));
      const exponentials = builder.product(shiftedExponentials(builder, scores).exponentials, present);
      return builder.divide(
        exponentials,
        builder.broadcast(perGroup(builder, builder.sumOfLast(exponentials)), scores.shape),
      );
    }
    default:
      throw refuseProbit();
  }
}

export function refuseProbit(): UnsupportedError {
  return new UnsupportedError(
    'its scores go through PROBIT',
    'Export the model with another post_transform, NONE or LOGISTIC.',
  );
}

/** Both columns of two classes from the one score [rows, 1] of the second. */
export function bothClasses(
  builder: Builder,
  score: Value,
  style: 'complement' | 'opposite' | 'logistic',
): Value {
  const opposite = builder.product(score, builder.scalar(-1));
  switch (style) {
    case 'complement':
      return concatenate(builder, [builder.add(builder.scalar(1), opposite), score], 1);
    case 'opposite':
      return concatenate(builder, [opposite, score], 1);
    case 'logistic': {
      const second = builder.apply(score, sigmoid);
      return concatenate(builder, [builder.not(second), second], 1);
    }
  }
}

/** The whole numbers that stand for the classes; the import gives texts their positions. */
export function classLabels(node: FloatNode): number[] {
  const labels = numbersAttribute(node, 'classlabels_int64s') ?? numbersAttribute(node, 'classlabels_ints');
  if (labels) return labels;
  throw new UnsupportedError(
    'its class labels are texts',
    'Export the model with whole numbers as class labels.',
  );
}

/** The label [rows] of the largest score, the first of equal ones; scores [rows, labels]. */
export function bestLabel(builder: Builder, scores: Value, labels: readonly number[]): Value {
  const [rows = 1, count = 1] = scores.shape;
  const position = builder.reshape(
    builder.sort(scores, { keep: 1, largest: true, lastFirst: false, result: 'positions' }),
    [rows],
  );
  const [first = 0, second = first + 1] = labels;
  const step = second - first;
  if (labels.every((label, index) => label === first + index * step)) {
    return builder.sum([step, position], [first, builder.scalar(1)]);
  }
  const form = { kind: 'dense', rows, inputs: count, outputs: 1 } as const;
  return builder.linear(
    builder.oneHot(position, count),
    form,
    Float64Array.from(labels),
    new Float64Array(1),
    [rows],
  );
}

/** `yes` where the score [rows, 1] is above the limit, else `no`; shape [rows]. */
export function labelAbove(
  builder: Builder,
  score: Value,
  limit: number,
  [no, yes]: readonly [number, number],
): Value {
  const below = builder.nonNegative(builder.subtract(builder.scalar(limit), score));
  return builder.reshape(builder.sum([no - yes, below], [yes, builder.scalar(1)]), [score.shape[0]!]);
}
