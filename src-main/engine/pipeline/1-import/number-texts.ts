import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
} from './onnx/generated/onnx_pb.ts';

/** TensorProto.DataType and AttributeProto.AttributeType codes (ONNX IR). */
const FLOAT = 1;
const INT64 = 7;
const STRING = 8;
const INT_ATTRIBUTE = 2;
const INTS_ATTRIBUTE = 7;

/** Attributes of texts, and those of whole numbers that take their place. */
const TEXT_LISTS: Record<string, (node: NodeProto) => string> = {
  classlabels_strings: (node) =>
    node.opType === 'TreeEnsembleClassifier' ? 'classlabels_int64s' : 'classlabels_ints',
  keys_strings: () => 'keys_int64s',
  values_strings: () => 'values_int64s',
  cats_strings: () => 'cats_int64s',
};

/**
 * Class labels that are texts become numbers, counted over the model in the order in which they stand there: of a
 * classifier 0, 1, 2, ... A ZipMap, which only writes the labels beside the scores, lets the scores through. What reads
 * texts as inputs stays as it is.
 */
export function numberTexts(graph: GraphProto): void {
  for (const node of graph.node) if (isZipMap(node)) passThrough(node, graph);
  if (graph.input.some((input) => elementType(input) === STRING)) return;
  const numbers = new Map<string, bigint>();
  const numberOf = (text: string) => {
    const number = numbers.get(text) ?? BigInt(numbers.size);
    numbers.set(text, number);
    return number;
  };
  for (const node of graph.node) {
    node.attribute = node.attribute.map((attribute) => numberAttribute(node, attribute, numberOf));
  }
  graph.initializer = graph.initializer.map((tensor) => numberTensor(tensor, numberOf));
  for (const info of [...graph.output, ...graph.valueInfo]) {
    if (info.type?.value.case === 'tensorType' && elementType(info) === STRING) {
      info.type.value.value.elemType = INT64;
    }
  }
}

function isZipMap({ opType, domain }: NodeProto): boolean {
  return opType === 'ZipMap' && domain === 'ai.onnx.ml';
}

function passThrough(node: NodeProto, graph: GraphProto): void {
  node.opType = 'Identity';
  node.domain = '';
  node.attribute = [];
  const scores = create(TypeProtoSchema, {
    value: { case: 'tensorType', value: create(TypeProto_TensorSchema, { elemType: FLOAT }) },
  });
  for (const output of graph.output) if (output.name === node.output[0]) output.type = scores;
}

function elementType({ type }: ValueInfoProto): number | undefined {
  return type?.value.case === 'tensorType' ? type.value.value.elemType : undefined;
}

function numberAttribute(
  node: NodeProto,
  attribute: AttributeProto,
  numberOf: (text: string) => bigint,
): AttributeProto {
  const { name } = attribute;
  const numbersName = Object.hasOwn(TEXT_LISTS, name) ? TEXT_LISTS[name]!(node) : undefined;
  if (numbersName !== undefined && attribute.strings.length > 0) {
    const ints = attribute.strings.map((bytes) => numberOf(textOf(bytes)));
    return create(AttributeProtoSchema, { name: numbersName, type: INTS_ATTRIBUTE, ints });
  }
  if (name === 'default_string' && node.opType === 'LabelEncoder') {
    const i = numberOf(textOf(attribute.s));
    return create(AttributeProtoSchema, { name: 'default_int64', type: INT_ATTRIBUTE, i });
  }
  if (node.opType === 'Cast' && name === 'to' && attribute.i === BigInt(STRING)) {
    return create(AttributeProtoSchema, { name, type: INT_ATTRIBUTE, i: BigInt(INT64) });
  }
  return attribute.t ? { ...attribute, t: numberTensor(attribute.t, numberOf) } : attribute;
}

function numberTensor(tensor: TensorProto, numberOf: (text: string) => bigint): TensorProto {
  if (tensor.dataType !== STRING) return tensor;
  return create(TensorProtoSchema, {
    name: tensor.name,
    dims: tensor.dims,
    dataType: INT64,
    int64Data: tensor.stringData.map((bytes) => numberOf(textOf(bytes))),
  });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
