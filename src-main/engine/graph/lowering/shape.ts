import { Builder } from './builder.ts';
import { type OperatorLowering, requireConstant } from './operator-lowering.ts';

/** Operators that give the same elements, in the same order, another shape. */
export const shape: OperatorLowering = {
  operators: ['Flatten', 'Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Dropout'],
  lower(node, context) {
    if (node.operator === 'Reshape' && node.inputs.length > 1) requireConstant(node, 1, 'shape', context);
    const builder = new Builder(node, context);
    builder.finish(builder.reshape(builder.input(0), context.shape(node.outputs[0]!)));
  },
};
