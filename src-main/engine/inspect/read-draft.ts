import type { ElementType, FloatNode } from '../graph/float-graph.ts';
import type { DimensionValues } from '../pipeline/1-import/fix-dimensions.ts';
import type { GraphProto, ModelProto, ValueInfoProto } from '../pipeline/1-import/onnx/generated/onnx_pb.ts';
import { elementTypeOf } from '../pipeline/1-import/onnx/tensor-data.ts';
import { nameNodes } from '../pipeline/1-import/read-float-graph.ts';
import type { OutlinedGraph, OutlinedPort } from './outline-network.ts';

/** A network as it stands in its file, which nothing has checked. */
export interface NetworkDraft extends OutlinedGraph {
  /** Tensors that follow from constants alone. */
  known: ReadonlySet<string>;
}

/** The shapes that a file states, by tensor; free dimensions get the sizes that they are given. */
export function readShapes(model: ModelProto, dimensions: DimensionValues): ReadonlyMap<string, number[]> {
  const { input, valueInfo, output } = model.graph!;
  const shapes = new Map<string, number[]>();
  for (const info of [...input, ...valueInfo, ...output]) {
    const shape = shapeOf(info, dimensions);
    if (shape) shapes.set(info.name, shape);
  }
  return shapes;
}

/** @param shapes as the file states them */
export function readDraft(model: ModelProto, shapes: ReadonlyMap<string, number[]>): NetworkDraft {
  const graph = model.graph!;
  const constants = new Map(
    graph.initializer.map(({ name, dims, dataType }) => [
      name,
      { shape: dims.map(Number), elementType: elementTypeOf(dataType) ?? ('float' as const) },
    ]),
  );
  const nodes = nameNodes(graph.node);
  for (const node of nodes) {
    if (node.operator !== 'Constant') continue;
    const value = node.attributes.get('value');
    const isTensor = typeof value === 'object' && 'elementType' in value;
    constants.set(node.outputs[0] ?? '', isTensor ? value : { shape: [], elementType: 'float' });
  }
  const draft = {
    inputs: graph.input.map((info) => port(info, shapes)),
    outputs: graph.output.map((info) => port(info, shapes)),
    nodes: nodes.filter(({ operator }) => operator !== 'Constant'),
    constants,
    shapes,
  };
  return { ...draft, known: followConstants(draft.nodes, graph) };
}

function port(info: ValueInfoProto, shapes: ReadonlyMap<string, number[]>): OutlinedPort {
  const type = info.type?.value;
  const elementType: ElementType =
    (type?.case === 'tensorType' ? elementTypeOf(type.value.elemType) : undefined) ?? 'float';
  return { name: info.name, shape: shapes.get(info.name) ?? [], elementType };
}

/** Nodes of an ONNX file stand in the order in which they are computed. */
function followConstants(nodes: readonly FloatNode[], graph: GraphProto): ReadonlySet<string> {
  const varying = new Set(graph.input.map(({ name }) => name));
  const known = new Set<string>();
  for (const { inputs, outputs } of nodes) {
    const varies = inputs.some((name) => varying.has(name));
    for (const output of outputs) (varies ? varying : known).add(output);
  }
  return known;
}

function shapeOf({ name, type }: ValueInfoProto, dimensions: DimensionValues): number[] | undefined {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined;
  if (!tensor?.shape) return undefined;
  const shape = tensor.shape.dim.map(({ value }, axis) => {
    if (value.case === 'dimValue' && value.value > 0n) return Number(value.value);
    const free = value.case === 'dimParam' ? value.value : '';
    const key = [`${name}:${axis}`, free].find((one) => Object.hasOwn(dimensions, one));
    return key === undefined ? undefined : dimensions[key];
  });
  return shape.every((size) => size !== undefined) ? shape : undefined;
}
