import { product } from '../linear-map.ts';
import { addConstant } from './add-constant.ts';
import { type OperatorLowering, UnsupportedError } from './operator-lowering.ts';

/** Relu, and Add of a constant (a bias). */
export const elementwise: OperatorLowering = {
  operators: ['Relu', 'Add'],
  lower(node, context) {
    const output = node.outputs[0]!;
    if (node.operator === 'Relu') {
      const input = node.inputs[0]!;
      const base = { name: node.name, operator: node.operator, input, output };
      context.emit({ ...base, kind: 'rescale', activation: 'relu', isOutput: false });
      return;
    }
    const constantSide = node.inputs.findIndex((input) => context.constant(input) !== undefined);
    if (constantSide < 0) {
      throw new UnsupportedError(
        'it adds two activations',
        'Only the addition of a constant is supported as yet.',
      );
    }
    const input = node.inputs[1 - constantSide]!;
    const shape = context.shape(output);
    if (product(context.shape(input)) !== product(shape)) {
      throw new UnsupportedError(
        'it repeats its activation by broadcasting',
        'Expand the activation before adding.',
      );
    }
    addConstant(
      { node, input, output, constant: context.constant(node.inputs[constantSide]!)!, shape },
      context,
    );
  },
};
