import { fromBinary } from '@bufbuild/protobuf';
import { AppError } from '../../../../api/errors.ts';
import { type ModelProto, ModelProtoSchema } from './generated/onnx_pb.ts';

/**
 * Bytes of an .onnx file to its message.
 * @throws AppError `model-invalid` where the bytes are no ONNX model
 */
export function decodeModel(bytes: Uint8Array, path: string): ModelProto {
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, bytes);
  } catch (cause) {
    throw notOnnx(path, 'its bytes cannot be decoded: it is damaged, cut short, or not ONNX at all', cause);
  }
  if (!model.graph || model.irVersion <= 0n || model.opsetImport.length === 0) {
    throw notOnnx(path, 'it holds no graph, no IR version or no operator set');
  }
  if (model.graph.node.length === 0 || model.graph.output.length === 0) {
    throw notOnnx(path, 'its graph has no nodes or no outputs');
  }
  return model;
}

function notOnnx(path: string, why: string, cause?: unknown): AppError {
  return new AppError(
    'model-invalid',
    `"${path}" is not a usable ONNX model: ${why}.`,
    'Export the model again (for PyTorch: torch.onnx.export) and check that the whole file was copied.',
    { cause },
  );
}
