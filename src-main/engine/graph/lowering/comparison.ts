import { broadcastShape, type Value } from './builder.ts';
import { chooseMasked, withoutInfinity } from './masked-scores.ts';
import { exclusiveOr } from './logic.ts';
import { isBoolean, type Lowering, operatorRules } from './operator-rules.ts';
import { pick } from './piecewise.ts';

/** Comparisons of numbers (strings are refused by onnxruntime before they get here), and Where. */
export const comparison = operatorRules({
  Less: ({ builder }) => builder.not(atLeast({ builder }, 0, 1)),
  LessOrEqual: ({ builder }) => atLeast({ builder }, 1, 0),
  Greater: ({ builder }) => builder.not(atLeast({ builder }, 1, 0)),
  GreaterOrEqual: ({ builder }) => atLeast({ builder }, 0, 1),
  Equal: (lowering) => {
    const { builder } = lowering;
    const [a, b] = [builder.input(0), builder.input(1)];
    if (isBoolean(lowering)) return builder.not(exclusiveOr(builder, a, b));
    return builder.isZero(builder.subtract(a, b));
  },
  Where: choose,
});

/** Input a >= input b. */
function atLeast({ builder }: Pick<Lowering, 'builder'>, a: number, b: number): Value {
  return builder.nonNegative(builder.subtract(builder.input(a), builder.input(b)));
}

function choose({ builder, context, node }: Lowering): Value {
  const condition = builder.input(0);
  const [a, b] = [builder.input(1), builder.input(2)].map(withoutInfinity) as [Value, Value];
  const masked = chooseMasked(builder, context, { condition, a, b });
  if (masked) context.maskedScores.set(node.outputs[0]!, masked);
  if (!condition.constant) return builder.select(condition, a, b);
  const shape = broadcastShape([condition.shape, a.shape, b.shape]);
  const wide = [a, b].map((value) => builder.broadcast(value, shape));
  return pick(
    builder,
    wide,
    builder.broadcast(condition, shape).constant!.map((entry) => (entry === 0 ? 1 : 0)),
  );
}
