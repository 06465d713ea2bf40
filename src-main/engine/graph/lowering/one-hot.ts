import { Builder } from './builder.ts';
import { axisOf, restoreLast } from './index-maps.ts';
import { indexOneHot } from './index-one-hot.ts';
import { numberAttribute, type OperatorLowering, requireConstant } from './operator-lowering.ts';
import { slice, transpose } from './rearrange.ts';

/**
 * OneHot with a constant depth; off and on values known or computed, negative indices counting from the end, others
 * giving only off values.
 */
export const oneHot: OperatorLowering = {
  operators: ['OneHot'],
  lower(node, context) {
    const builder = new Builder(node, context);
    const indices = builder.input(0);
    const depth = requireConstant(node, 1, 'depth', context).values[0]!;
    const values = builder.input(2);
    const rank = indices.shape.length + 1;
    const axis = axisOf(numberAttribute(node, 'axis', -1), rank);
    const slots = indexOneHot(builder, context, indices, depth, 'none');
    const placed = transpose(builder, slots, restoreLast(rank, axis));
    const [off, on] = [0, 1].map((start) => slice(builder, values, 0, { start, size: 1 }));
    builder.finish(builder.add(off!, builder.product(placed, builder.subtract(on!, off!))));
  },
};
