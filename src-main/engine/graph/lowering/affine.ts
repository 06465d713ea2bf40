import { linearMap, product as sizeOf, weightChannel } from '../linear-map.ts';
import type { LoweredLinear, LoweredNode } from '../lowered-graph.ts';
import { broadcastShape, type Builder, elementwiseForm, type Value } from './builder.ts';
import { MASKING } from './masked-scores.ts';
import type { LoweringContext } from './operator-lowering.ts';

interface Affine {
  /** Known values that broadcast against the tensor; 1 unless given. */
  scale?: Value;
  /** Known values that broadcast against the tensor; 0 unless given. */
  offset?: Value;
}

/**
 * scale * value + offset. It costs nothing where it joins the linear map or the sum that makes the value: nobody else
 * reads that, and the numbers do not vary inside one of its channels.
 */
export function affine(
  builder: Builder,
  context: LoweringContext,
  value: Value,
  { scale = builder.scalar(1), offset = builder.scalar(0) }: Affine,
): Value {
  const shape = broadcastShape([value.shape, scale.shape, offset.shape]);
  const scales = builder.broadcast(scale, shape).constant!;
  const offsets = builder.broadcast(offset, shape).constant!;
  // What turns 0 and 1 into a mask of scores stays apart, to be found by them.
  const isMask = scales.some((entry) => Math.abs(entry) >= -MASKING);
  if (!value.constant && !isMask && sizeOf(value.shape) === sizeOf(shape)) {
    const joined = joinProducer(context, value, scales, offsets);
    if (joined) return builder.reshape(joined, shape);
  }
  const wide = builder.broadcast(value, shape);
  if (wide.constant) return builder.add(builder.product(wide, scale), offset);
  if (scales.every((entry) => entry === scales[0])) return builder.sum([scales[0]!, wide], [1, offset]);
  return channelwise(builder, wide, scales, offsets);
}

/** One weight and one bias for each run of neighbours that share them. */
function channelwise(builder: Builder, value: Value, scales: Float64Array, offsets: Float64Array): Value {
  const { shape } = value;
  const isConstantIn = (values: Float64Array, run: number) =>
    values.every((entry, index) => entry === values[index - (index % run)]);
  let inner = 1;
  for (const extent of shape.toReversed()) {
    if (!isConstantIn(scales, inner * extent) || !isConstantIn(offsets, inner * extent)) break;
    inner *= extent;
  }
  const size = sizeOf(shape);
  if (inner === 1) return builder.linear(value, elementwiseForm(size), scales, offsets, shape);
  const channels = size / inner;
  const firstOfEach = (values: Float64Array) =>
    Float64Array.from({ length: channels }, (_, index) => values[index * inner]!);
  return builder.linear(
    value,
    {
      kind: 'convolution',
      inputChannels: channels,
      outputChannels: channels,
      groups: channels,
      inputSpatial: [inner],
      outputSpatial: [inner],
      kernel: [1],
      strides: [1],
      dilations: [1],
      padsBegin: [0],
    },
    firstOfEach(scales),
    firstOfEach(offsets),
    shape,
  );
}

/** The value under a made-up name, its maker changed; undefined where that is not possible. */
function joinProducer(
  context: LoweringContext,
  value: Value,
  scales: Float64Array,
  offsets: Float64Array,
): Value | undefined {
  const path: LoweredNode[] = [];
  let tensor = value.name;
  for (;;) {
    const producer = context.producer(tensor);
    // A made-up tensor behind a view is one that was joined before.
    const isSoleReader = context.consumers(tensor) === 1 || (path.length > 0 && context.isMadeUp(tensor));
    if (!producer || !isSoleReader) return undefined;
    path.push(producer);
    if (producer.kind !== 'view' || producer.map || producer.inputs.length !== 1) break;
    tensor = producer.inputs[0]!;
  }
  if (!scaleProducer(path.at(-1)!, scales, offsets)) return undefined;
  // What the tensors on the way held before, their ONNX names promise.
  for (const node of path.toReversed()) context.retarget(node, context.fresh(`${node.output}#`));
  return { ...value, name: path[0]!.output };
}

/** Multiplies and shifts what a node computes; false (and nothing changed) where it cannot. */
export function scaleProducer(node: LoweredNode, scales: Float64Array, offsets: Float64Array): boolean {
  if (node.kind === 'linear') {
    const scale = perChannel(scales, node);
    const offset = perChannel(offsets, node);
    if (!scale || !offset) return false;
    scaleLinear(node, scale, offset);
    return true;
  }
  const [scale] = scales;
  if (node.kind !== 'sum' || scale === 0 || !scales.every((entry) => entry === scale)) return false;
  const { bias } = node;
  const shifted = offsets.map((offset, index) => scale! * bias[index % bias.length]! + offset);
  node.coefficients = node.coefficients.map((coefficient) => scale! * coefficient);
  node.bias = shifted.every((entry) => entry === shifted[0]) ? shifted.slice(0, 1) : shifted;
  return true;
}

function scaleLinear(node: LoweredLinear, scale: Float64Array, offset: Float64Array): void {
  const { bias } = node;
  node.bias = bias.map((entry, channel) => scale[channel]! * entry + offset[channel]!);
  if (scale.every((entry) => entry === 1)) return;
  const channelOf = weightChannel(node.form);
  node.weights = node.weights.map((weight, index) => scale[channelOf(index)]! * weight);
}

/** The values as one a channel of the map's result; undefined where they vary inside a channel. */
function perChannel(values: Float64Array, { form }: LoweredLinear): Float64Array | undefined {
  const { channels, inner } = linearMap(form);
  const result = new Float64Array(channels);
  for (let index = 0; index < values.length; index++) {
    const channel = Math.floor(index / inner) % channels;
    if (index < channels * inner && index % inner === 0) result[channel] = values[index]!;
    else if (result[channel] !== values[index]) return undefined;
  }
  return result;
}
