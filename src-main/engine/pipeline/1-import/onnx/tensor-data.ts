import { AppError } from '../../../../api/errors.ts';
import type { ConstantTensor, DataType, ElementType } from '../../../graph/float-graph.ts';
import type { TensorProto } from './generated/onnx_pb.ts';

/** TensorProto.DataType codes (ONNX IR, onnx.proto). */
const FLOAT = 1;
const UINT8 = 2;
const INT8 = 3;
const UINT16 = 4;
const INT16 = 5;
const INT32 = 6;
const INT64 = 7;
const BOOL = 9;
const FLOAT16 = 10;
const DOUBLE = 11;
const UINT32 = 12;
const UINT64 = 13;

type RawReader = { bytes: number; read: (view: DataView, offset: number) => number };

const RAW_READERS = new Map<number, RawReader>([
  [FLOAT, { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) }],
  [UINT8, { bytes: 1, read: (view, offset) => view.getUint8(offset) }],
  [INT8, { bytes: 1, read: (view, offset) => view.getInt8(offset) }],
  [UINT16, { bytes: 2, read: (view, offset) => view.getUint16(offset, true) }],
  [INT16, { bytes: 2, read: (view, offset) => view.getInt16(offset, true) }],
  [INT32, { bytes: 4, read: (view, offset) => view.getInt32(offset, true) }],
  [INT64, { bytes: 8, read: (view, offset) => Number(view.getBigInt64(offset, true)) }],
  [BOOL, { bytes: 1, read: (view, offset) => view.getUint8(offset) }],
  [FLOAT16, { bytes: 2, read: (view, offset) => halfToNumber(view.getUint16(offset, true)) }],
  [DOUBLE, { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) }],
  [UINT32, { bytes: 4, read: (view, offset) => view.getUint32(offset, true) }],
  [UINT64, { bytes: 8, read: (view, offset) => Number(view.getBigUint64(offset, true)) }],
]);

const DATA_TYPES = new Map<number, DataType>([
  [FLOAT, 'float32'],
  [UINT8, 'uint8'],
  [INT8, 'int8'],
  [UINT16, 'uint16'],
  [INT16, 'int16'],
  [INT32, 'int32'],
  [INT64, 'int64'],
  [BOOL, 'bool'],
  [FLOAT16, 'float16'],
  [DOUBLE, 'float64'],
  [UINT32, 'uint32'],
  [UINT64, 'uint64'],
]);

/** @param code TensorProto.DataType */
export function dataTypeOf(code: number): DataType | undefined {
  return DATA_TYPES.get(code);
}

export function elementTypeOf(dataType: number): ElementType | undefined {
  if (dataType === FLOAT || dataType === FLOAT16 || dataType === DOUBLE) return 'float';
  if (dataType === BOOL) return 'boolean';
  return RAW_READERS.has(dataType) ? 'integer' : undefined;
}

/**
 * The numbers of an initializer, from whichever field its writer chose.
 * @throws AppError `model-invalid` where type, shape and data do not fit together
 */
export function readTensor(tensor: TensorProto): ConstantTensor {
  const shape = tensor.dims.map(Number);
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const reader = RAW_READERS.get(tensor.dataType);
  const elementType = elementTypeOf(tensor.dataType);
  if (!reader || !elementType) {
    throw damaged(tensor, `has element type ${tensor.dataType}, which holds no numbers Proofpress can read`);
  }
  if (shape.some((dimension) => dimension < 0)) throw damaged(tensor, `has shape [${shape.join(', ')}]`);
  const values = tensor.rawData.length > 0 ? readRaw(tensor, reader) : readTyped(tensor);
  if (values.length !== size) {
    throw damaged(tensor, `has shape [${shape.join(', ')}] but ${values.length} values`);
  }
  return { shape, elementType, values };
}

function readRaw(tensor: TensorProto, { bytes, read }: RawReader): Float64Array {
  const raw = tensor.rawData;
  if (raw.length % bytes !== 0) throw damaged(tensor, `has ${raw.length} bytes, not a multiple of ${bytes}`);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float64Array.from({ length: raw.length / bytes }, (_, index) => read(view, index * bytes));
}

function readTyped(tensor: TensorProto): Float64Array {
  switch (tensor.dataType) {
    case FLOAT:
      return Float64Array.from(tensor.floatData);
    case DOUBLE:
      return Float64Array.from(tensor.doubleData);
    case INT64:
      return Float64Array.from(tensor.int64Data, Number);
    case UINT32:
    case UINT64:
      return Float64Array.from(tensor.uint64Data, Number);
    case FLOAT16:
      return Float64Array.from(tensor.int32Data, halfToNumber);
    default:
      return Float64Array.from(tensor.int32Data);
  }
}

/** IEEE 754 binary16. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function damaged(tensor: TensorProto, what: string): AppError {
  return new AppError(
    'model-invalid',
    `The constant "${tensor.name}" of the model ${what}.`,
    'Export the model again; the file seems damaged or uses an unusual element type.',
  );
}
