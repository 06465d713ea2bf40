import { type ChannelLayout, linearMap, product } from '../linear-map.ts';
import type { LoweredGraph, LoweredLinear, LoweredNode } from '../lowered-graph.ts';
import { freshNames } from './fresh-names.ts';

/**
 * Decides where accumulators become activations.
 *
 * The result of a linear map is an accumulator: exact, wide, with a scale a channel. It may flow on through a pool
 * (maximum, or equal weights inside a channel) and views while nobody else reads it and no window mixes channels,
 * whose scales differ; every other reader needs an activation, so a rescale is put in. Accumulators are renamed with
 * '#accumulator', and the activation takes the ONNX name, whose range onnxruntime reports.
 */
export function insertRescales(graph: LoweredGraph): LoweredGraph {
  const readers = new Map<string, LoweredNode[]>();
  for (const node of graph.nodes) {
    const list = readers.get(node.input) ?? [];
    list.push(node);
    readers.set(node.input, list);
  }
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const fresh = freshNames(graph.nodes.flatMap(({ input, output }) => [input, output]));
  const accumulators = new Map<string, ChannelLayout>();
  const renamed = new Map<string, string>();
  const nodes: LoweredNode[] = [];

  for (const original of graph.nodes) {
    const node = { ...original, input: renamed.get(original.input) ?? original.input };
    nodes.push(node);
    const layout = resultLayout(node, accumulators.get(node.input));
    if (!layout) continue;
    const tensor = node.output;
    const [reader, ...others] = readers.get(tensor) ?? [];
    const staysWide =
      !outputs.has(tensor) &&
      reader !== undefined &&
      others.length === 0 &&
      acceptsAccumulator(reader, layout);
    node.output = fresh(`${tensor}#accumulator`);
    accumulators.set(node.output, layout);
    if (staysWide) {
      renamed.set(tensor, node.output);
    } else {
      nodes.push({
        kind: 'rescale',
        name: node.name,
        operator: node.operator,
        input: node.output,
        output: tensor,
        activation: 'identity',
        isOutput: false,
      });
    }
  }
  return markOutputs({ ...graph, nodes });
}

/** The channels of an accumulator that a node makes; undefined where it makes an activation. */
function resultLayout(node: LoweredNode, input: ChannelLayout | undefined): ChannelLayout | undefined {
  switch (node.kind) {
    case 'linear':
      return linearMap(node.form);
    case 'rescale':
      return undefined;
    case 'max':
      return input && { channels: node.channels, inner: product(node.window.outputSpatial) };
    case 'view':
      return input;
  }
}

function acceptsAccumulator(node: LoweredNode, { channels, inner }: ChannelLayout): boolean {
  switch (node.kind) {
    case 'linear':
      return (
        uniformWeight(node) !== undefined &&
        node.form.kind === 'convolution' &&
        node.form.inputChannels === channels &&
        product(node.form.inputSpatial) === inner
      );
    case 'max':
      return node.channels === channels && product(node.window.inputSpatial) === inner;
    default:
      return true;
  }
}

/**
 * The one weight that a sum over each channel multiplies with: a depthwise window with equal positive weights and no
 * bias. Such a map keeps a channel's scale, so it can act on accumulators with the integer weight 1.
 */
export function uniformWeight({ form, weights, bias }: LoweredLinear): number | undefined {
  const [weight] = weights;
  if (
    form.kind !== 'convolution' ||
    form.groups !== form.inputChannels ||
    form.groups !== form.outputChannels
  ) {
    return undefined;
  }
  const uniform = weight !== undefined && weight > 0 && weights.every((other) => other === weight);
  return uniform && bias.every((value) => value === 0) ? weight : undefined;
}

/** Graph outputs carry more bits than activations: the rescale each comes from, through views and pools, is marked. */
function markOutputs(graph: LoweredGraph): LoweredGraph {
  const nodes = [...graph.nodes];
  for (const { name } of graph.outputs) {
    let tensor = name;
    for (;;) {
      const index = nodes.findIndex((node) => node.output === tensor);
      const node = nodes[index];
      if (!node || node.kind === 'linear') break;
      if (node.kind === 'rescale') {
        nodes[index] = { ...node, isOutput: true };
        break;
      }
      tensor = node.input;
    }
  }
  return { ...graph, nodes };
}
