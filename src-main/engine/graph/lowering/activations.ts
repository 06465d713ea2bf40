import { affine } from './affine.ts';
import type { Value } from './builder.ts';
import { numberAttribute } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';
import { isAll, larger, smaller } from './piecewise.ts';
import { sparseMap } from './sparse-map.ts';

/**
 * Piecewise linear activations, exact through relu, and those that cut at a threshold. The smooth ones are in
 * `functions`.
 */
export const activations = operatorRules({
  Relu: ({ builder }) => builder.relu(builder.input(0)),
  LeakyRelu: ({ builder, node }) => {
    const x = builder.input(0);
    const slope = numberAttribute(node, 'alpha', 0.01);
    return builder.sum([slope, x], [1 - slope, builder.relu(x)]);
  },
  PRelu: parametricRelu,
  Clip: clip,
  HardSigmoid: (lowering) =>
    hardSigmoid(
      lowering,
      numberAttribute(lowering.node, 'alpha', 0.2),
      numberAttribute(lowering.node, 'beta', 0.5),
    ),
  HardSwish: (lowering) =>
    lowering.builder.product(lowering.builder.input(0), hardSigmoid(lowering, 1 / 6, 0.5)),
  ThresholdedRelu: ({ builder, node }) => {
    const x = builder.input(0);
    const threshold = builder.scalar(numberAttribute(node, 'alpha', 1));
    return builder.product(x, builder.not(builder.nonNegative(builder.subtract(threshold, x))));
  },
  Shrink: ({ builder, node }) => {
    const x = builder.input(0);
    const threshold = builder.scalar(numberAttribute(node, 'lambd', 0.5));
    const bias = builder.scalar(numberAttribute(node, 'bias', 0));
    const above = builder.not(builder.nonNegative(builder.subtract(threshold, x)));
    const below = builder.not(builder.nonNegative(builder.add(threshold, x)));
    return builder.add(
      builder.product(above, builder.subtract(x, bias)),
      builder.product(below, builder.add(x, bias)),
    );
  },
});

/** slope * x below zero: relu(x) - slope * relu(-x). */
function parametricRelu({ builder }: Lowering): Value {
  const [x, slope] = [builder.input(0), builder.input(1)];
  const positive = builder.relu(x);
  if (!slope.constant) {
    return builder.add(positive, builder.product(slope, builder.subtract(x, positive)));
  }
  const [first = 0] = slope.constant;
  if (isAll(slope, first)) return builder.sum([first, x], [1 - first, positive]);
  const slopes = builder.broadcast(slope, x.shape).constant!;
  const size = slopes.length;
  const both = builder.view(
    [x, positive],
    Int32Array.from({ length: 2 * size }, (_, index) => index),
    [2, size],
  );
  const rows = Array.from(slopes, (weight, index) => [
    { source: index, weight },
    { source: size + index, weight: 1 - weight },
  ]);
  return sparseMap(builder, both, rows, x.shape);
}

/** Bounds this large stand for "none": exporters write the ends of the element type. */
const UNBOUNDED = 2 ** 31 - 1;

function clip({ builder, context, node }: Lowering): Value {
  const bound = (index: number, attribute: string): Value | undefined => {
    const attributeValue = node.attributes.get(attribute);
    const value =
      typeof attributeValue === 'number' ? builder.scalar(attributeValue) : builder.optionalInput(index);
    return value?.constant && Math.abs(value.constant[0]!) >= UNBOUNDED ? undefined : value;
  };
  return clamp({ builder, context }, builder.input(0), bound(1, 'min'), bound(2, 'max'));
}

/** min(max(x, low), high). */
export function clamp(
  { builder, context }: Pick<Lowering, 'builder' | 'context'>,
  x: Value,
  low: Value | undefined,
  high: Value | undefined,
): Value {
  let result = x;
  if (low?.constant) {
    // The shift joins the linear map before it.
    const shifted = isAll(low, 0) ? x : affine(builder, context, x, { offset: negative({ builder }, low) });
    const above = builder.relu(shifted);
    if (!high) return isAll(low, 0) ? above : builder.add(above, low);
    if (!high.constant) return smaller(builder, builder.add(above, low), high);
    return builder.subtract(high, builder.relu(builder.sum([1, high], [-1, low], [-1, above])));
  }
  if (low) result = larger(builder, result, low);
  return high ? smaller(builder, result, high) : result;
}

function negative({ builder }: Pick<Lowering, 'builder'>, value: Value): Value {
  return builder.product(value, builder.scalar(-1));
}

function hardSigmoid({ builder, context }: Lowering, slope: number, offset: number): Value {
  const line = builder.sum([slope, builder.input(0)], [offset, builder.scalar(1)]);
  return clamp({ builder, context }, line, builder.scalar(0), builder.scalar(1));
}
