import type { FloatNode } from '../float-graph.ts';
import { product } from '../linear-map.ts';
import { Builder } from './builder.ts';
import { axisOf, mapOf, stridesOf } from './index-maps.ts';
import {
  type LoweringContext,
  numberAttribute,
  numbersAttribute,
  type OperatorLowering,
  requireConstant,
  stringAttribute,
  UnsupportedError,
} from './operator-lowering.ts';
import { type AxisResize, axisTaps, type Interpolation } from './resize-taps.ts';
import { sparseMap, type Tap } from './sparse-map.ts';

/**
 * Resize and Upsample with constant scales or sizes: nearest (a view), linear and cubic (linear maps with constant
 * weights), in every coordinate mode and any number of dimensions. Antialiasing is refused.
 */
export const resize: OperatorLowering = {
  operators: ['Resize', 'Upsample'],
  lower(node, context) {
    if (numberAttribute(node, 'antialias', 0) !== 0) {
      throw new UnsupportedError(
        'it smooths before it shrinks (antialias)',
        'Export the model without antialias.',
      );
    }
    const builder = new Builder(node, context);
    const value = builder.input(0);
    const shape = context.shape(node.outputs[0]!);
    const rows = combine(tapsOfAxes(node, context, value.shape, shape), value.shape, shape);
    const isView = rows.every((taps) => !taps || (taps.length === 1 && taps[0]!.weight === 1));
    const inside = isView
      ? value
      : sparseMap(
          builder,
          value,
          rows.map((taps) => taps ?? []),
          shape,
        );
    const outside = product(inside.shape);
    const map = Int32Array.from(rows, (taps, index) => (taps ? (isView ? taps[0]!.source : index) : outside));
    const filling = builder.scalar(numberAttribute(node, 'extrapolation_value', 0));
    builder.finish(builder.view(map.includes(outside) ? [inside, filling] : [inside], map, shape));
  },
};

/** Of every output the weighted inputs, the axes multiplied out; undefined outside a cropped image. */
function combine(axes: (Tap[] | undefined)[][], from: readonly number[], to: readonly number[]) {
  const strides = stridesOf(from);
  const rows: (Tap[] | undefined)[] = [];
  mapOf(to, (coordinates) =>
    rows.push(
      coordinates.reduce<Tap[] | undefined>(
        (taps, coordinate, axis) => {
          const along = axes[axis]![coordinate];
          return along && taps?.flatMap((tap) => along.map((other) => join(tap, other, strides[axis]!)));
        },
        [{ source: 0, weight: 1 }],
      ),
    ),
  );
  return rows;
}

function join(tap: Tap, { source, weight }: Tap, stride: number): Tap {
  return { source: tap.source + source * stride, weight: tap.weight * weight };
}

function tapsOfAxes(
  node: FloatNode,
  context: LoweringContext,
  from: readonly number[],
  to: readonly number[],
) {
  const rank = from.length;
  const axes = (numbersAttribute(node, 'axes') ?? [...from.keys()]).map((axis) => axisOf(axis, rank));
  const scales = scalesOf(node, context, from, to, axes);
  const method = interpolation(node, context);
  const roi =
    method.coordinates === 'tf_crop_and_resize'
      ? requireConstant(node, 1, 'roi', context).values
      : new Float64Array();
  return from.map((size, axis) => {
    const position = axes.indexOf(axis);
    const along: AxisResize = { from: size, to: to[axis]!, scale: position < 0 ? 1 : scales[position]! };
    if (position >= 0 && roi.length > 0) along.crop = [roi[position]!, roi[position + axes.length]!];
    return axisTaps(along, method);
  });
}

/** Before operator set 11, coordinates were asymmetric and nearest rounded down to enlarge, up to shrink. */
function interpolation(node: FloatNode, context: LoweringContext): Interpolation {
  const isOld = node.operator === 'Upsample' || context.opset < 11;
  const fallback = isOld ? 'asymmetric' : 'half_pixel';
  return {
    mode: stringAttribute(node, 'mode', 'nearest'),
    coordinates: stringAttribute(node, 'coordinate_transformation_mode', fallback),
    nearest: isOld ? 'simple' : stringAttribute(node, 'nearest_mode', 'round_prefer_floor'),
    cubicCoefficient: numberAttribute(node, 'cubic_coeff_a', -0.75),
    excludesOutside: numberAttribute(node, 'exclude_outside', 0) !== 0,
  };
}

function scalesOf(
  node: FloatNode,
  context: LoweringContext,
  from: readonly number[],
  to: readonly number[],
  axes: readonly number[],
): number[] {
  const isOld = node.operator === 'Upsample' || context.opset < 11;
  const index = isOld ? 1 : 2;
  if (isOld && node.inputs.length < 2) return numbersAttribute(node, 'scales') ?? axes.map(() => 1);
  if ((node.inputs[index] ?? '') !== '') {
    const scales = requireConstant(node, index, 'scales', context).values;
    if (scales.length > 0) return [...scales];
  }
  const sizes = requireConstant(node, 3, 'sizes', context).values;
  const wanted = axes.map((axis, position) => Math.fround(sizes[position]! / from[axis]!));
  switch (stringAttribute(node, 'keep_aspect_ratio_policy', 'stretch')) {
    case 'not_larger':
      return wanted.map(() => Math.min(...wanted));
    case 'not_smaller':
      return wanted.map(() => Math.max(...wanted));
    default:
      return axes.map((axis) => Math.fround(to[axis]! / from[axis]!));
  }
}
