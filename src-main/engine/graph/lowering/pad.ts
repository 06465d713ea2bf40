import type { FloatNode } from '../float-graph.ts';
import { product } from '../linear-map.ts';
import { Builder, type Value } from './builder.ts';
import { axisOf, mapOf, stridesOf } from './index-maps.ts';
import {
  type LoweringContext,
  numberAttribute,
  numbersAttribute,
  type OperatorLowering,
  stringAttribute,
  UnsupportedError,
} from './operator-lowering.ts';
import { listParameter } from './parameters.ts';

/**
 * Pad with constant widths, which may be negative (then elements are dropped); modes constant (a known or computed
 * value), reflect, edge and wrap. Costs nothing.
 */
export const pad: OperatorLowering = {
  operators: ['Pad'],
  lower(node, context) {
    const builder = new Builder(node, context);
    const value = builder.input(0);
    const { before, after } = padWidths(node, context, value.shape.length);
    const mode = stringAttribute(node, 'mode', 'constant');
    const kept = value.shape.map((size, axis) => ({
      start: Math.max(0, -before[axis]!),
      size: size - Math.max(0, -before[axis]!) - Math.max(0, -after[axis]!),
    }));
    const shape = value.shape.map((size, axis) => size + before[axis]! + after[axis]!);
    const strides = stridesOf(value.shape);
    const filling = product(value.shape);
    const map = mapOf(shape, (coordinates) => {
      let index = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        const { start, size } = kept[axis]!;
        const source = padded(coordinates[axis]! - Math.max(0, before[axis]!), size, mode);
        if (source === undefined) return filling;
        index += (start + source) * strides[axis]!;
      }
      return index;
    });
    builder.finish(
      builder.view(mode === 'constant' ? [value, paddingValue(node, builder)] : [value], map, shape),
    );
  },
};

function padWidths(node: FloatNode, context: LoweringContext, rank: number) {
  const pads = listParameter(node, context, 'pads', 1) ?? numbersAttribute(node, 'paddings');
  if (!pads) throw new UnsupportedError('its pads are left out', 'Give Pad its pads.');
  const axes = listParameter(node, context, 'axes', 3) ?? Array.from({ length: rank }, (_, axis) => axis);
  const before = new Array<number>(rank).fill(0);
  const after = new Array<number>(rank).fill(0);
  axes.forEach((position, index) => {
    before[axisOf(position, rank)] = pads[index]!;
    after[axisOf(position, rank)] = pads[index + axes.length]!;
  });
  return { before, after };
}

function paddingValue(node: FloatNode, builder: Builder): Value {
  return builder.optionalInput(2) ?? builder.scalar(numberAttribute(node, 'value', 0));
}

/** The element that stands at a position before, inside or behind the `size` elements; undefined for the filling. */
function padded(position: number, size: number, mode: string): number | undefined {
  if (position >= 0 && position < size) return position;
  switch (mode) {
    case 'constant':
      return undefined;
    case 'edge':
      return position < 0 ? 0 : size - 1;
    case 'wrap':
      return modulo(position, size);
    case 'reflect': {
      if (size === 1) return 0;
      const period = 2 * (size - 1);
      const phase = modulo(position, period);
      return phase < size ? phase : period - phase;
    }
    default:
      throw new UnsupportedError(`its mode "${mode}" is unknown`, 'Use constant, reflect, edge or wrap.');
  }
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
