import { product } from '../linear-map.ts';
import { Builder } from './builder.ts';
import { type OperatorLowering, requireConstant } from './operator-lowering.ts';
import { isRead } from './parameters.ts';

/** Operators that give the same elements, in the same order, another shape. Dropout does nothing outside training. */
export const shape: OperatorLowering = {
  operators: ['Flatten', 'Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Dropout'],
  lower(node, context) {
    if (node.operator === 'Reshape' && node.inputs.length > 1) requireConstant(node, 1, 'shape', context);
    const builder = new Builder(node, context);
    builder.finish(builder.reshape(builder.input(0), context.shape(node.outputs[0]!)));
    if (node.operator === 'Dropout' && isRead(node, context, 1)) {
      const mask = context.shape(node.outputs[1]!);
      builder.finish(builder.known(new Float64Array(product(mask)).fill(1), mask), 1);
    }
  },
};
