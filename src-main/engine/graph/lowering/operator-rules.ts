import type { FloatNode } from '../float-graph.ts';
import { Builder, type Value } from './builder.ts';
import type { LoweringContext, OperatorLowering } from './operator-lowering.ts';

/** What a rule for one operator is given. */
export interface Lowering {
  node: FloatNode;
  context: LoweringContext;
  builder: Builder;
}

/** Writes the first output of an operator. */
export type Rule = (lowering: Lowering) => Value;

/** A family of operators with one output each, by name. */
export function operatorRules(rules: Record<string, Rule>): OperatorLowering {
  return {
    operators: Object.keys(rules),
    lower(node, context) {
      const builder = new Builder(node, context);
      builder.finish(rules[node.operator]!({ node, context, builder }));
    },
  };
}

/** True where the operator works on whole numbers. */
export function isInteger({ node, context }: Lowering, input = 0): boolean {
  return /^u?int/.test(context.dataType(node.inputs[input]!));
}

export function isBoolean({ node, context }: Lowering, input = 0): boolean {
  return context.dataType(node.inputs[input]!) === 'bool';
}
