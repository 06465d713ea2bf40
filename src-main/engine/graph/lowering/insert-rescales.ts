import type { LoweredGraph, LoweredLinear, LoweredNode } from '../lowered-graph.ts';

/**
 * Decides where accumulators become activations.
 *
 * The result of a linear map is an accumulator: exact, wide, with a scale a channel. It may flow on through a pool
 * (maximum, or equal weights inside a channel) and views while nobody else reads it; every other reader needs an
 * activation, so a rescale is put in. Accumulators are renamed with '#accumulator', and the activation takes the
 * ONNX name, whose range onnxruntime reports.
 */
export function insertRescales(graph: LoweredGraph): LoweredGraph {
  const readers = new Map<string, LoweredNode[]>();
  for (const node of graph.nodes) {
    const list = readers.get(node.input) ?? [];
    list.push(node);
    readers.set(node.input, list);
  }
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const accumulators = new Set<string>();
  const renamed = new Map<string, string>();
  const nodes: LoweredNode[] = [];

  for (const original of graph.nodes) {
    const node = { ...original, input: renamed.get(original.input) ?? original.input };
    nodes.push(node);
    const carries = node.kind === 'linear' || (node.kind !== 'rescale' && accumulators.has(node.input));
    if (!carries) continue;
    const tensor = node.output;
    const [reader, ...others] = readers.get(tensor) ?? [];
    const staysWide =
      !outputs.has(tensor) && reader !== undefined && others.length === 0 && acceptsAccumulator(reader);
    node.output = `${tensor}#accumulator`;
    accumulators.add(node.output);
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

function acceptsAccumulator(node: LoweredNode): boolean {
  return node.kind !== 'linear' || uniformWeight(node) !== undefined;
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
