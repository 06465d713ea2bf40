import { product as sizeOf } from '../linear-map.ts';
import { affine } from './affine.ts';
import { Builder, type Value } from './builder.ts';
import { centre, dotOfLast, meanOfLast, perGroup } from './grouped.ts';
import { axisOf } from './index-maps.ts';
import { numberAttribute, type OperatorLowering } from './operator-lowering.ts';
import type { Lowering } from './operator-rules.ts';
import { isRead } from './parameters.ts';

const RULES: Record<string, (lowering: Lowering) => void> = {
  LayerNormalization: (lowering) => layerNormalization(lowering, true),
  RMSNormalization: (lowering) => layerNormalization(lowering, false),
  InstanceNormalization: (lowering) => channelNormalization(lowering, undefined),
  GroupNormalization: (lowering) =>
    channelNormalization(lowering, numberAttribute(lowering.node, 'num_groups', 1)),
};

/**
 * LayerNormalization (with the mean and the inverse deviation, where they are read), InstanceNormalization,
 * GroupNormalization and RMSNormalization: one division a group. Scales and biases may be computed.
 */
export const normalization: OperatorLowering = {
  operators: Object.keys(RULES),
  lower(node, context) {
    RULES[node.operator]!({ node, context, builder: new Builder(node, context) });
  },
};

function layerNormalization(lowering: Lowering, isCentred: boolean): void {
  const { builder, context, node } = lowering;
  const x = builder.input(0);
  const axis = axisOf(numberAttribute(node, 'axis', -1), x.shape.length);
  const outer = x.shape.slice(0, axis);
  const inner = x.shape.slice(axis);
  const groups = builder.reshape(x, [...outer, sizeOf(inner)]);
  const { normalized, inverse } = normalizeLast(lowering, isCentred ? centre(builder, groups) : groups);
  const statistic = (value: Value) => builder.reshape(value, [...outer, ...inner.map(() => 1)]);
  if (isRead(node, context, 1)) builder.finish(statistic(meanOfLast(builder, groups)), 1);
  if (isRead(node, context, 2)) builder.finish(statistic(inverse), 2);
  builder.finish(
    scaled(lowering, builder.reshape(normalized, x.shape), builder.input(1), builder.optionalInput(2)),
  );
}

/** Groups of neighbouring channels; every channel a group of its own unless a number is given. */
function channelNormalization(lowering: Lowering, groupCount: number | undefined): void {
  const { builder } = lowering;
  const x = builder.input(0);
  const [batch = 1, channels = 1, ...spatial] = x.shape;
  const count = groupCount ?? channels;
  const groups = builder.reshape(x, [batch, count, (channels / count) * sizeOf(spatial)]);
  const { normalized } = normalizeLast(lowering, centre(builder, groups));
  const perChannel = (value: Value): Value => {
    // Before operator set 21 GroupNormalization has one scale a group.
    const repeats = channels / value.shape[0]!;
    const each = Int32Array.from({ length: channels }, (_, channel) => Math.floor(channel / repeats));
    return builder.view([value], each, [channels, ...spatial.map(() => 1)]);
  };
  builder.finish(
    scaled(
      lowering,
      builder.reshape(normalized, x.shape),
      perChannel(builder.input(1)),
      perChannel(builder.input(2)),
    ),
  );
}

/** Groups of mean zero, brought to variance one: x / sqrt(variance + epsilon). */
function normalizeLast({ builder, node }: Lowering, centred: Value): { normalized: Value; inverse: Value } {
  const epsilon = numberAttribute(node, 'epsilon', 1e-5);
  const squares = dotOfLast(builder, centred, centred);
  const variance = builder.sum([1 / centred.shape.at(-1)!, squares], [epsilon, builder.scalar(1)]);
  const inverse = builder.divide(builder.scalar(1), builder.root(variance));
  return { normalized: builder.product(centred, perGroup(builder, inverse)), inverse };
}

function scaled(
  { builder, context }: Lowering,
  value: Value,
  scale: Value,
  offset: Value | undefined,
): Value {
  if (scale.constant && (!offset || offset.constant))
    return affine(builder, context, value, { scale, offset });
  const product = builder.product(value, scale);
  return offset ? builder.add(product, offset) : product;
}
