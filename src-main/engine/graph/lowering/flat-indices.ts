import type { Builder, Value } from './builder.ts';
import { axisOf, stridesOf } from './index-maps.ts';
import type { LoweringContext } from './operator-lowering.ts';
import { slice } from './rearrange.ts';
import { staticBounds } from './static-bounds.ts';

/**
 * indices [..., length] name elements of the dimensions `searched`; the result [...] names them in the row-major order,
 * never negative where there is more than one dimension.
 */
export function flatIndices(
  builder: Builder,
  context: LoweringContext,
  indices: Value,
  searched: readonly number[],
): Value {
  const outer = indices.shape.slice(0, -1);
  const last = indices.shape.length - 1;
  if (searched.length === 1) return builder.reshape(indices, outer);
  const strides = stridesOf(searched);
  const terms = searched.map((size, axis): [number, Value] => {
    const component = builder.reshape(slice(builder, indices, last, { start: axis, size: 1 }), outer);
    return [strides[axis]!, wrapped(builder, context, component, size)];
  });
  return builder.sum(...terms);
}

function wrapped(builder: Builder, context: LoweringContext, index: Value, size: number): Value {
  if (index.constant)
    return builder.known(
      index.constant.map((entry) => axisOf(entry, size)),
      index.shape,
    );
  if (staticBounds(context, index.name).low >= 0) return index;
  return builder.sum([1, index], [size, builder.not(builder.nonNegative(index))]);
}
