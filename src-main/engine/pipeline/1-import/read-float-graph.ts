import { AppError } from '../../../api/errors.ts';
import type {
  AttributeValue,
  ConstantTensor,
  DataType,
  FloatGraph,
  FloatNode,
  GraphValue,
} from '../../graph/float-graph.ts';
import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  ValueInfoProto,
} from './onnx/generated/onnx_pb.ts';
import { dataTypeOf, elementTypeOf, readTensor } from './onnx/tensor-data.ts';

/**
 * The message of a simplified model to the float graph.
 * @throws AppError `model-invalid`, `model-dynamic-shape`, `model-not-finite`
 */
export function readFloatGraph(model: ModelProto): FloatGraph {
  const graph = model.graph!;
  const constants = readConstants(graph);
  const shapes = new Map<string, number[]>();
  for (const info of [...graph.input, ...graph.valueInfo, ...graph.output]) {
    const shape = shapeOf(info);
    if (shape) shapes.set(info.name, shape);
  }
  const dataTypes = readDataTypes(graph);
  const value = (info: ValueInfoProto): GraphValue => {
    const shape = shapes.get(info.name);
    const elementType =
      info.type?.value.case === 'tensorType' ? elementTypeOf(info.type.value.value.elemType) : undefined;
    if (!shape || !elementType) throw unknownShape(info.name);
    return { name: info.name, shape, elementType };
  };
  return {
    opset: Number(
      model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0n,
    ),
    inputs: graph.input.filter(({ name }) => !constants.has(name)).map(value),
    outputs: graph.output.map((info) => {
      if (constants.has(info.name)) throw constantOutput(info.name);
      return value(info);
    }),
    nodes: nameNodes(graph.node),
    constants,
    shapes,
    dataTypes,
  };
}

function readDataTypes(graph: GraphProto): Map<string, DataType> {
  const dataTypes = new Map<string, DataType>();
  const put = (name: string, code: number) => {
    const dataType = dataTypeOf(code);
    if (dataType) dataTypes.set(name, dataType);
  };
  for (const { name, dataType } of graph.initializer) put(name, dataType);
  for (const { name, type } of [...graph.input, ...graph.valueInfo, ...graph.output]) {
    if (type?.value.case === 'tensorType') put(name, type.value.value.elemType);
  }
  return dataTypes;
}

/** Every constant of the graph; refuses weights that are not finite numbers, since no integer stands for them. */
export function readConstants(graph: GraphProto): Map<string, ConstantTensor> {
  const constants = new Map<string, ConstantTensor>();
  for (const tensor of graph.initializer) {
    const constant = readTensor(tensor);
    let bad = constant.values.findIndex((entry) => !Number.isFinite(entry));
    if (bad >= 0 && isMaskOf(graph, tensor.name)) bad = constant.values.findIndex(Number.isNaN);
    if (bad >= 0) {
      throw new AppError(
        'model-not-finite',
        `The weights "${tensor.name}" hold ${constant.values[bad]} at position ${bad}.`,
        'Training has probably diverged; save a checkpoint whose weights are all finite.',
      );
    }
    constants.set(tensor.name, constant);
  }
  return constants;
}

/** Operators through which an infinity masks scores of an attention, and those that bring it there. */
const MASKING = new Set(['Where', 'Add', 'Expand', 'Reshape', 'Unsqueeze', 'Identity', 'Slice', 'Trilu']);

function isMaskOf(graph: GraphProto, name: string): boolean {
  const readers = graph.node.filter(({ input }) => input.includes(name));
  return readers.length > 0 && readers.every(({ opType }) => MASKING.has(opType));
}

function shapeOf(info: ValueInfoProto): number[] | undefined {
  const tensor = info.type?.value.case === 'tensorType' ? info.type.value.value : undefined;
  if (!tensor?.shape) return undefined;
  const shape: number[] = [];
  for (const { value } of tensor.shape.dim) {
    if (value.case !== 'dimValue' || value.value < 0n) return undefined;
    shape.push(Number(value.value));
  }
  return shape;
}

/** Names every node, keeping the exporter's names and making the others unique. */
export function nameNodes(nodes: readonly NodeProto[]): FloatNode[] {
  const taken = new Set<string>();
  return nodes.map((node, index) => {
    const base = node.name || `${node.opType}_${index}`;
    let name = base;
    for (let copy = 2; taken.has(name); copy++) name = `${base}_${copy}`;
    taken.add(name);
    return {
      name,
      operator: node.opType,
      domain: node.domain === 'ai.onnx' ? '' : node.domain,
      inputs: node.input,
      outputs: node.output,
      attributes: new Map(node.attribute.map((attribute) => [attribute.name, attributeValue(attribute)])),
    };
  });
}

/** AttributeProto.AttributeType codes (ONNX IR). */
function attributeValue(attribute: AttributeProto): AttributeValue {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  switch (attribute.type) {
    case 1:
      return attribute.f;
    case 2:
      return Number(attribute.i);
    case 3:
      return text(attribute.s);
    case 4:
      return attribute.t ? readTensor(attribute.t) : [];
    case 6:
      return attribute.floats;
    case 7:
      return attribute.ints.map(Number);
    case 8:
      return attribute.strings.map(text);
    default:
      return [];
  }
}

function constantOutput(name: string): AppError {
  return new AppError(
    'model-invalid',
    `The output "${name}" is the same for every input.`,
    'Leave that output away when exporting: there is nothing to prove about it.',
  );
}

function unknownShape(name: string): AppError {
  return new AppError(
    'model-dynamic-shape',
    `The shape of "${name}" depends on data or cannot be inferred.`,
    'A circuit has one fixed shape: export the model with fixed shapes, or give free dimensions a size with --dim.',
  );
}
