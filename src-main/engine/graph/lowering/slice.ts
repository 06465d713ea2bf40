import { Builder } from './builder.ts';
import { axisOf } from './index-maps.ts';
import { type OperatorLowering, UnsupportedError } from './operator-lowering.ts';
import { listParameter } from './parameters.ts';
import { sliceAll } from './rearrange.ts';

/** Slice with constant starts, ends, axes and steps, negative ones too. Costs nothing. */
export const slicing: OperatorLowering = {
  operators: ['Slice'],
  lower(node, context) {
    const builder = new Builder(node, context);
    const value = builder.input(0);
    const rank = value.shape.length;
    const given = listParameter(node, context, 'starts', 1);
    const ends = listParameter(node, context, 'ends', 2);
    if (!given || !ends) {
      throw new UnsupportedError('its starts or ends are left out', 'Give Slice its starts and ends.');
    }
    const axes = listParameter(node, context, 'axes', 3) ?? given.map((_, axis) => axis);
    const givenSteps = listParameter(node, context, 'steps', 4) ?? given.map(() => 1);
    const starts = value.shape.map(() => 0);
    const steps = value.shape.map(() => 1);
    const shape = [...value.shape];
    axes.forEach((position, index) => {
      const axis = axisOf(position, rank);
      const size = value.shape[axis]!;
      const step = givenSteps[index]!;
      const start = clampBound(given[index]!, size, 0, step > 0 ? size : size - 1);
      const end = clampBound(ends[index]!, size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
      starts[axis] = start;
      steps[axis] = step;
      shape[axis] = Math.max(0, Math.ceil((end - start) / step));
    });
    builder.finish(sliceAll(builder, value, starts, steps, shape));
  },
};

function clampBound(bound: number, size: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, bound < 0 ? bound + size : bound));
}
