import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProtoSchema,
  type GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from '../../src-main/engine/pipeline/1-import/onnx/generated/onnx_pb.ts';

/** Writes ONNX models from plain descriptions, so that a test shows nothing but the network it is about. */
export type NodeInit = MessageInitShape<typeof NodeProtoSchema>;
export type TensorInit = MessageInitShape<typeof TensorProtoSchema>;
export type ValueInit = MessageInitShape<typeof ValueInfoProtoSchema>;
type AttributeInit = MessageInitShape<typeof AttributeProtoSchema>;

/** TensorProto.DataType codes. */
export const TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
} as const;
export type TypeName = keyof typeof TYPE;

/** Attributes that ONNX stores as floats even where the number is whole. */
const FLOAT_ATTRIBUTES = new Set([
  'alpha',
  'beta',
  'gamma',
  'epsilon',
  'momentum',
  'bias',
  'lambd',
  'min',
  'max',
  'cubic_coeff_a',
  'extrapolation_value',
  'clip',
  'threshold',
  'default_float',
  'activation_alpha',
  'activation_beta',
  'roi',
  'scales',
  'scale',
  'offset',
  'coefficients',
  'intercepts',
  'rho',
  'prob_a',
  'prob_b',
  'support_vectors',
  'kernel_params',
  'nodes_values',
  'class_weights',
  'target_weights',
  'base_values',
  'keys_floats',
  'imputed_value_floats',
  'replaced_value_float',
  'values_floats',
]);

export type AttributeInput = number | string | readonly number[] | readonly string[] | TensorInit;

function attribute(name: string, value: AttributeInput): AttributeInit {
  if (typeof value === 'number') {
    return FLOAT_ATTRIBUTES.has(name) ? { name, type: 1, f: value } : { name, type: 2, i: BigInt(value) };
  }
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  if (Array.isArray(value)) return listAttribute(name, value as readonly number[] | readonly string[]);
  return { name, type: 4, t: value as TensorInit };
}

function listAttribute(name: string, list: readonly number[] | readonly string[]): AttributeInit {
  if (typeof list[0] === 'string') {
    return { name, type: 8, strings: list.map((entry) => new TextEncoder().encode(String(entry))) };
  }
  const numbers = list as readonly number[];
  return FLOAT_ATTRIBUTES.has(name)
    ? { name, type: 6, floats: [...numbers] }
    : { name, type: 7, ints: numbers.map((entry) => BigInt(entry)) };
}

export function node(
  opType: string,
  input: string[],
  output: string | string[],
  attributes: Record<string, AttributeInput> = {},
  { name = '', domain = '' }: { name?: string; domain?: string } = {},
): NodeInit {
  return {
    opType,
    input,
    output: typeof output === 'string' ? [output] : output,
    name,
    domain,
    attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
  };
}

/** A value of the graph; a string is a named free dimension, null one without a name. */
export function value(
  name: string,
  shape: readonly (number | string | null)[],
  type: TypeName = 'float',
): ValueInit {
  const dim = shape.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: size === null ? { case: undefined } : { case: 'dimParam' as const, value: size } },
  );
  return { name, type: { value: { case: 'tensorType', value: { elemType: TYPE[type], shape: { dim } } } } };
}

export type Encoding = 'raw' | 'typed';

/** A constant, in the raw bytes or in the typed field of its element type. */
export function tensor(
  name: string,
  dims: readonly number[],
  values: ArrayLike<number>,
  type: TypeName = 'float',
  encoding: Encoding = 'raw',
): TensorInit {
  const base = { name, dims: dims.map((size) => BigInt(size)), dataType: TYPE[type] };
  const list = Array.from(values);
  if (encoding === 'raw') return { ...base, rawData: rawBytes(list, type) };
  switch (type) {
    case 'float':
      return { ...base, floatData: list };
    case 'double':
      return { ...base, doubleData: list };
    case 'int64':
      return { ...base, int64Data: list.map((entry) => BigInt(entry)) };
    case 'uint32':
    case 'uint64':
      return { ...base, uint64Data: list.map((entry) => BigInt(entry)) };
    case 'float16':
      return { ...base, int32Data: list.map(halfBits) };
    default:
      return { ...base, int32Data: list };
  }
}

function rawBytes(values: number[], type: TypeName): Uint8Array {
  const bytes = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  switch (type) {
    case 'float':
      return bytes(Float32Array.from(values));
    case 'double':
      return bytes(Float64Array.from(values));
    case 'float16':
      return bytes(Uint16Array.from(values, halfBits));
    case 'int64':
      return bytes(BigInt64Array.from(values, BigInt));
    case 'uint64':
      return bytes(BigUint64Array.from(values, BigInt));
    case 'int32':
      return bytes(Int32Array.from(values));
    case 'uint32':
      return bytes(Uint32Array.from(values));
    case 'int16':
      return bytes(Int16Array.from(values));
    case 'uint16':
      return bytes(Uint16Array.from(values));
    case 'int8':
      return bytes(Int8Array.from(values));
    default:
      return bytes(Uint8Array.from(values));
  }
}

/** IEEE 754 binary16 of a value that it holds exactly: 0, or 1.ffffffffff * 2^e with -14 <= e <= 15; NaN and infinities. */
function halfBits(number: number): number {
  const sign = number < 0 || Object.is(number, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(number);
  if (Number.isNaN(number)) return 0x7e00;
  if (magnitude === Infinity) return sign | 0x7c00;
  if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24);
  const exponent = Math.floor(Math.log2(magnitude));
  return sign | ((exponent + 15) << 10) | ((magnitude / 2 ** exponent - 1) * 1024);
}

export interface ModelInit {
  inputs: ValueInit[];
  outputs: (string | ValueInit)[];
  nodes: NodeInit[];
  constants?: TensorInit[];
  opset?: number;
  irVersion?: number;
  /** Other operator sets, by domain. */
  domains?: Record<string, number>;
}

export function model({
  inputs,
  outputs,
  nodes,
  constants = [],
  opset = 19,
  irVersion = 8,
  domains = {},
}: ModelInit): ModelProto {
  const graph: MessageInitShape<typeof GraphProtoSchema> = {
    name: 'test',
    node: nodes,
    initializer: constants,
    input: inputs,
    output: outputs.map((output) => (typeof output === 'string' ? floatOfUnknownRank(output) : output)),
  };
  const opsetImport = [
    { domain: '', version: BigInt(opset) },
    ...Object.entries(domains).map(([domain, version]) => ({ domain, version: BigInt(version) })),
  ];
  return create(ModelProtoSchema, {
    irVersion: BigInt(irVersion),
    producerName: 'test',
    graph,
    opsetImport,
  });
}

function floatOfUnknownRank(name: string): ValueInit {
  return { name, type: { value: { case: 'tensorType', value: { elemType: TYPE.float } } } };
}

export function modelBytes(init: ModelInit | ModelProto): Uint8Array {
  return toBinary(ModelProtoSchema, '$typeName' in init ? init : model(init));
}
