import { product } from '../linear-map.ts';
import { Builder } from './builder.ts';
import { axisOf, stridesOf } from './index-maps.ts';
import { numberAttribute, type OperatorLowering, requireConstant } from './operator-lowering.ts';
import { sparseMap } from './sparse-map.ts';

/** CumSum along a constant axis, exclusive and reverse too: a linear map. */
export const cumulativeSum: OperatorLowering = {
  operators: ['CumSum'],
  lower(node, context) {
    const builder = new Builder(node, context);
    const value = builder.input(0);
    const axis = axisOf(requireConstant(node, 1, 'axis', context).values[0]!, value.shape.length);
    const isExclusive = numberAttribute(node, 'exclusive', 0) !== 0;
    const isReverse = numberAttribute(node, 'reverse', 0) !== 0;
    const size = value.shape[axis]!;
    const stride = stridesOf(value.shape)[axis]!;
    const rows = Array.from({ length: product(value.shape) }, (_, output) => {
      const own = Math.floor(output / stride) % size;
      const base = output - own * stride;
      return Array.from({ length: size }, (_, at) => at)
        .filter((at) => (isReverse ? at >= own : at <= own) && !(isExclusive && at === own))
        .map((at) => ({ source: base + at * stride, weight: 1 }));
    });
    builder.finish(sparseMap(builder, value, rows, value.shape));
  },
};
