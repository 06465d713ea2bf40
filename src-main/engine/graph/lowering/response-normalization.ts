import { product } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';
import { centre, dotOfLast, groupLast, perGroup } from './grouped.ts';
import { axisOf, lastOrder, restoreLast } from './index-maps.ts';
import { numberAttribute, numbersAttribute } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';
import { absolute } from './piecewise.ts';
import { transpose } from './rearrange.ts';
import { power } from './special-functions.ts';
import { windowSum } from './window-sum.ts';

/** Normalizations without weights: LRN over neighbouring channels, LpNormalization, MeanVarianceNormalization. */
export const responseNormalization = operatorRules({
  LRN: localResponse,
  LpNormalization({ builder, node }) {
    const x = builder.input(0);
    const axis = axisOf(numberAttribute(node, 'axis', -1), x.shape.length);
    const rows = transpose(builder, x, lastOrder(x.shape.length, axis));
    const norm =
      numberAttribute(node, 'p', 2) === 1
        ? builder.sumOfLast(absolute(builder, rows))
        : builder.root(dotOfLast(builder, rows, rows));
    return transpose(builder, overGroup(builder, rows, norm), restoreLast(x.shape.length, axis));
  },
  MeanVarianceNormalization({ builder, node }) {
    const x = builder.input(0);
    const rank = x.shape.length;
    const axes = (numbersAttribute(node, 'axes') ?? [0, 2, 3])
      .map((axis) => axisOf(axis, rank))
      .sort((a, b) => a - b);
    const kept = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
    const order = [...kept, ...axes];
    const centred = centre(builder, groupLast(builder, x, axes));
    const squares = dotOfLast(builder, centred, centred);
    const deviation = builder.root(builder.product(squares, builder.scalar(1 / centred.shape.at(-1)!)));
    const rows = overGroup(builder, centred, builder.add(deviation, builder.scalar(1e-9)));
    const moved = builder.reshape(
      rows,
      order.map((axis) => x.shape[axis]!),
    );
    return transpose(
      builder,
      moved,
      order.map((_, axis) => order.indexOf(axis)),
    );
  },
});

/** Every element divided by the one positive number of its group: one division a group. */
function overGroup(builder: Builder, value: Value, divisor: Value): Value {
  return builder.product(value, perGroup(builder, builder.divide(builder.scalar(1), divisor)));
}

/** x / (bias + alpha / size * sum of squares of the channels around)^beta */
function localResponse({ builder, node }: Lowering): Value {
  const x = builder.input(0);
  const [batch = 1, channels = 1, ...spatial] = x.shape;
  const area = product(spatial);
  const size = numberAttribute(node, 'size', 1);
  const window = {
    inputSpatial: [channels, area],
    outputSpatial: [channels, area],
    kernel: [size, 1],
    strides: [1, 1],
    dilations: [1, 1],
    padsBegin: [Math.floor((size - 1) / 2), 0],
  };
  const factor = numberAttribute(node, 'alpha', 1e-4) / size;
  const sums = windowSum(builder, builder.product(x, x), batch, { window, factor, shape: x.shape });
  const base = builder.add(sums, builder.scalar(numberAttribute(node, 'bias', 1)));
  return builder.product(x, builder.apply(base, power(-numberAttribute(node, 'beta', 0.75))));
}
