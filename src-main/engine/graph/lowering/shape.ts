import { type OperatorLowering } from './operator-lowering.ts';

/** Operators that give the same elements, in the same order, another shape. */
export const shape: OperatorLowering = {
  operators: ['Flatten', 'Reshape', 'Identity'],
  lower(node, context) {
    context.emit({
      kind: 'view',
      name: node.name,
      operator: node.operator,
      input: node.inputs[0]!,
      output: node.outputs[0]!,
    });
  },
};
