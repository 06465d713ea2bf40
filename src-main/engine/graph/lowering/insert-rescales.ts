import { inputsOf } from '../integer-graph.ts';
import { type ChannelLayout, linearMap, product } from '../linear-map.ts';
import type {
  LoweredFunction,
  LoweredGraph,
  LoweredLinear,
  LoweredNode,
  LoweredRescale,
} from '../lowered-graph.ts';
import { freshNames } from './fresh-names.ts';

/**
 * Decides where the accumulators of linear maps become activations again.
 *
 * The result of a linear map is an accumulator: exact, wide, with a scale a channel. It may flow on through a pool
 * (maximum, or equal weights inside a channel) and views while nobody else reads it and no window mixes channels,
 * whose scales differ, until a rescale or a function rounds it. Where other linear maps, pools or an output of the
 * network read it, a rescale is put in. Accumulators are renamed with '#accumulator', and the activation takes the
 * ONNX name, whose range onnxruntime reports. Whatever else reads it (sums, products, comparisons) takes it as it is:
 * then all channels share one scale, see `endOfChain`.
 */
export function insertRescales(graph: LoweredGraph): LoweredGraph {
  const readers = readersOf(graph.nodes);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const fresh = freshNames(graph.nodes.flatMap((node) => [...inputsOf(node), node.output]));
  const accumulators = new Map<string, ChannelLayout>();
  const renamed = new Map<string, string>();
  const nodes: LoweredNode[] = [];

  for (const original of graph.nodes) {
    const node = renameInputs(original, renamed);
    nodes.push(node);
    const layout = resultLayout(node, accumulators);
    if (!layout) continue;
    const tensor = node.output;
    const all = readers.get(tensor) ?? [];
    const [reader] = all;
    const staysWide = !outputs.has(tensor) && all.length === 1 && acceptsAccumulator(reader!, layout);
    if (!staysWide && !all.every(wantsActivation)) continue;
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

/** The nodes that read each tensor. */
export function readersOf<Node extends LoweredNode>(nodes: readonly Node[]): Map<string, Node[]> {
  const readers = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const input of new Set(inputsOf(node))) {
      const list = readers.get(input);
      if (list) list.push(node);
      else readers.set(input, [node]);
    }
  }
  return readers;
}

function renameInputs(node: LoweredNode, renamed: ReadonlyMap<string, string>): LoweredNode {
  const rename = (name: string) => renamed.get(name) ?? name;
  if ('input' in node) return { ...node, input: rename(node.input) };
  if ('inputs' in node) return { ...node, inputs: node.inputs.map(rename) } as LoweredNode;
  return { ...node };
}

/** The channels of an accumulator that a node makes; undefined where it makes something else. */
function resultLayout(
  node: LoweredNode,
  accumulators: ReadonlyMap<string, ChannelLayout>,
): ChannelLayout | undefined {
  switch (node.kind) {
    case 'linear':
      return linearMap(node.form);
    case 'max': {
      const input = accumulators.get(node.input);
      return input && { channels: node.channels, inner: product(node.window.outputSpatial) };
    }
    case 'view':
      return node.map ? undefined : accumulators.get(node.inputs[0]!);
    default:
      return undefined;
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
    case 'view':
      return node.map === undefined;
    default:
      return node.kind === 'rescale' || node.kind === 'function';
  }
}

function wantsActivation({ kind }: LoweredNode): boolean {
  return kind === 'linear' || kind === 'max' || kind === 'rescale' || kind === 'function';
}

/** The node that rounds an accumulator, and what the equal weights on the way multiply with; undefined where none does. */
export function endOfChain(
  node: LoweredLinear,
  readers: ReadonlyMap<string, readonly LoweredNode[]>,
): { end: LoweredRescale | LoweredFunction; weight: number } | undefined {
  let weight = 1;
  let tensor = node.output;
  let { channels, inner }: ChannelLayout = linearMap(node.form);
  for (;;) {
    const [reader, ...others] = readers.get(tensor) ?? [];
    if (!reader || others.length > 0 || !acceptsAccumulator(reader, { channels, inner })) return undefined;
    if (reader.kind === 'rescale' || reader.kind === 'function') return { end: reader, weight };
    if (reader.kind === 'linear') {
      weight *= uniformWeight(reader)!;
      ({ channels, inner } = linearMap(reader.form));
    }
    if (reader.kind === 'max') inner = product(reader.window.outputSpatial);
    tensor = reader.output;
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
      if (!node) break;
      if (node.kind === 'rescale') {
        nodes[index] = { ...node, isOutput: true };
        break;
      }
      if (node.kind !== 'max' && node.kind !== 'view') break;
      tensor = inputsOf(node)[0]!;
    }
  }
  return { ...graph, nodes };
}
