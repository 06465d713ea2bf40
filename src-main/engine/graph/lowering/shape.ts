import { type OperatorLowering, requireConstant } from './operator-lowering.ts';

/** Operators that give the same elements, in the same order, another shape. */
export const shape: OperatorLowering = {
  operators: ['Flatten', 'Reshape', 'Identity'],
  lower(node, context) {
    if (node.operator === 'Reshape' && node.inputs.length > 1) requireConstant(node, 1, 'shape', context);
    context.emit({
      kind: 'view',
      name: node.name,
      operator: node.operator,
      input: node.inputs[0]!,
      output: node.outputs[0]!,
    });
  },
};
