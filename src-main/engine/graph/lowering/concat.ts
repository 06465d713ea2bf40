import { axisOf } from './index-maps.ts';
import { Builder } from './builder.ts';
import { numberAttribute, type OperatorLowering } from './operator-lowering.ts';
import { isRead, listParameter } from './parameters.ts';
import { concatenate, slice } from './rearrange.ts';

/** Concat of any mixture of computed and known tensors, and Split into equal or given sizes. Costs nothing. */
export const concat: OperatorLowering = {
  operators: ['Concat', 'Split'],
  lower(node, context) {
    const builder = new Builder(node, context);
    if (node.operator === 'Concat') {
      const values = node.inputs.map((_, index) => builder.input(index));
      // Operator set 1 has axis 1 as its default; later ones require it.
      const axis = axisOf(numberAttribute(node, 'axis', 1), values[0]!.shape.length);
      builder.finish(concatenate(builder, values, axis));
      return;
    }
    const value = builder.input(0);
    const axis = axisOf(numberAttribute(node, 'axis', 0), value.shape.length);
    const equal = Math.ceil(value.shape[axis]! / node.outputs.length);
    const sizes = listParameter(node, context, 'split', 1);
    let start = 0;
    node.outputs.forEach((_, index) => {
      const size = sizes?.[index] ?? Math.min(equal, value.shape[axis]! - start);
      if (isRead(node, context, index)) builder.finish(slice(builder, value, axis, { start, size }), index);
      start += size;
    });
  },
};
