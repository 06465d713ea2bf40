import type { Builder, Value } from './builder.ts';
import { operatorRules } from './operator-rules.ts';

/** Logic on booleans, which are 0 and 1, so that it becomes arithmetic. */
export const logic = operatorRules({
  And: ({ builder }) => builder.product(builder.input(0), builder.input(1)),
  Or: ({ builder }) => {
    const [a, b] = [builder.input(0), builder.input(1)];
    return builder.sum([1, a], [1, b], [-1, builder.product(a, b)]);
  },
  Xor: ({ builder }) => exclusiveOr(builder, builder.input(0), builder.input(1)),
  Not: ({ builder }) => builder.not(builder.input(0)),
});

export function exclusiveOr(builder: Builder, a: Value, b: Value): Value {
  return builder.sum([1, a], [1, b], [-2, builder.product(a, b)]);
}
