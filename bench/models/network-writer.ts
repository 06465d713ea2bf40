import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from '../../src-main/engine/pipeline/1-import/onnx/generated/onnx_pb.ts';

/** TensorProto.DataType codes. */
const FLOAT = 1;
const INT64 = 7;

/** AttributeProto.AttributeType codes. */
const ATTRIBUTE = { float: 1, integer: 2, text: 3, integers: 7 } as const;

/** ONNX tells whole numbers from floats by type, JavaScript does not. */
export type Attribute = { float: number } | { integer: number } | { integers: number[] } | { text: string };

/** Operator set 20 has Gelu and LayerNormalization. */
const OPERATOR_SET = 20;
const IR_VERSION = 9;

/** Writes a network as ONNX, node by node; tensors go by their names. */
export class NetworkWriter {
  readonly #name: string;
  readonly #nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];
  readonly #constants: MessageInitShape<typeof TensorProtoSchema>[] = [];
  readonly #inputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  #parameterCount = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get parameterCount(): number {
    return this.#parameterCount;
  }

  input(name: string, shape: readonly number[]): string {
    this.#inputs.push(floatValue(name, shape));
    return name;
  }

  /** A constant tensor of float32, row-major. */
  constant(shape: readonly number[], values: Float32Array): string {
    this.#parameterCount += values.length;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.#addConstant(FLOAT, shape, bytes);
  }

  /** A constant list of int64, for instance the shape that Reshape takes. */
  integers(values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.#addConstant(INT64, [values.length], bytes);
  }

  /**
   * Adds a node.
   * @param inputs names of tensors; '' for an optional one that is left out
   * @param output which of the operator's outputs is wanted, by position
   * @returns the name of that output
   */
  apply(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output = 0,
  ): string {
    const name = `${operator.toLowerCase()}_${this.#nodes.length}`;
    this.#nodes.push({
      name,
      opType: operator,
      input: [...inputs],
      output: [...Array<string>(output).fill(''), name],
      attribute: Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
    });
    return name;
  }

  /** The bytes of the .onnx file. */
  finish(output: string, shape: readonly number[]): Uint8Array {
    const model = create(ModelProtoSchema, {
      irVersion: BigInt(IR_VERSION),
      producerName: 'proofpress-bench',
      opsetImport: [{ domain: '', version: BigInt(OPERATOR_SET) }],
      graph: {
        name: this.#name,
        node: this.#nodes,
        initializer: this.#constants,
        input: this.#inputs,
        output: [floatValue(output, shape)],
      },
    });
    return toBinary(ModelProtoSchema, model);
  }

  #addConstant(dataType: number, shape: readonly number[], rawData: Uint8Array): string {
    const name = `constant_${this.#constants.length}`;
    this.#constants.push({ name, dims: shape.map(BigInt), dataType, rawData });
    return name;
  }
}

function floatValue(name: string, shape: readonly number[]): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } }));
  return { name, type: { value: { case: 'tensorType', value: { elemType: FLOAT, shape: { dim } } } } };
}

function attributeOf(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  if ('float' in value) return { name, type: ATTRIBUTE.float, f: value.float };
  if ('integer' in value) return { name, type: ATTRIBUTE.integer, i: BigInt(value.integer) };
  if ('text' in value) return { name, type: ATTRIBUTE.text, s: new TextEncoder().encode(value.text) };
  return { name, type: ATTRIBUTE.integers, ints: value.integers.map(BigInt) };
}
