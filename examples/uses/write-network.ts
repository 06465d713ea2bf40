import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from '../../src-main/engine/pipeline/1-import/onnx/generated/onnx_pb.ts';
import type { DenseLayer } from './train-network.ts';

/** TensorProto.DataType codes. */
const FLOAT = 1;
const INT64 = 7;
/** AttributeProto.AttributeType code of whole numbers. */
const INTEGER = 2;

/** A network from whole numbers to whole numbers, so that a contract can write its input and read its answer. */
export interface WholeNetwork {
  /** Names and sizes of the inputs, int64; the first layer reads them one behind the other. */
  inputs: readonly { name: string; size: number }[];
  layers: readonly DenseLayer[];
  /** What features were divided by before the layers saw them. */
  featureScale: number;
  /** What an answer of the layers is multiplied by. */
  targetScale: number;
  /** Answers are rounded and kept between 0 and this. */
  largest: number;
  output: string;
}

/** The bytes of an ONNX file: Cast, Concat, Gemm and Relu in turn, Clip, Cast. */
export function writeNetwork(network: WholeNetwork): Uint8Array {
  const { inputs, layers, featureScale, targetScale, largest, output } = network;
  const nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];
  const constants: MessageInitShape<typeof TensorProtoSchema>[] = [];
  const add = (opType: string, input: string[], result: string, attributes: Record<string, number> = {}) => {
    const attribute = Object.entries(attributes).map(([name, value]) => ({
      name,
      type: INTEGER,
      i: BigInt(value),
    }));
    nodes.push({ opType, name: result, input, output: [result], attribute });
    return result;
  };
  const constant = (name: string, dims: number[], values: Float64Array): string => {
    const rawData = new Uint8Array(Float32Array.from(values).buffer);
    constants.push({ name, dims: dims.map(BigInt), dataType: FLOAT, rawData });
    return name;
  };

  const reals = inputs.map(({ name }) => add('Cast', [name], `${name}_real`, { to: FLOAT }));
  let tensor = reals.length === 1 ? reals[0]! : add('Concat', reals, 'features', { axis: 1 });
  layers.forEach((layer, index) => {
    const isLast = index + 1 === layers.length;
    const factor = (index === 0 ? 1 / featureScale : 1) * (isLast ? targetScale : 1);
    const weights = layer.weights.map((value) => value * factor);
    // Half a unit more, so that cutting off rounds to the nearest.
    const biases = layer.biases.map((value) => (isLast ? value * targetScale + 0.5 : value));
    const names = [
      constant(`weights_${index}`, [layer.outputs, layer.inputs], weights),
      constant(`biases_${index}`, [layer.outputs], biases),
    ];
    tensor = add('Gemm', [tensor, ...names], `dense_${index}`, { transB: 1 });
    if (!isLast) tensor = add('Relu', [tensor], `relu_${index}`);
  });
  const bounds = [
    constant('least', [], Float64Array.of(0)),
    constant('most', [], Float64Array.of(largest + 0.5)),
  ];
  add('Cast', [add('Clip', [tensor, ...bounds], 'clipped')], output, { to: INT64 });

  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: 'proofpress-examples',
    opsetImport: [{ domain: '', version: 13n }],
    graph: {
      name: output,
      node: nodes,
      initializer: constants,
      input: inputs.map(({ name, size }) => wholeValue(name, size)),
      output: [wholeValue(output, layers.at(-1)!.outputs)],
    },
  });
  return toBinary(ModelProtoSchema, model);
}

function wholeValue(name: string, size: number): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = [1, size].map((value) => ({ value: { case: 'dimValue' as const, value: BigInt(value) } }));
  return { name, type: { value: { case: 'tensorType', value: { elemType: INT64, shape: { dim } } } } };
}
