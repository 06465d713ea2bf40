import { create } from '@bufbuild/protobuf';
import { AppError } from '../../../api/errors.ts';
import { product } from '../../graph/linear-map.ts';
import {
  type ModelProto,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './onnx/generated/onnx_pb.ts';
import { openReferenceNetwork, type ReferenceTensor } from './reference-network.ts';

/**
 * Writes the shape of every computed tensor into the model. onnxruntime does not save the shapes it infers, so the
 * network runs once, on zeros if it can, and tells them.
 */
export async function annotateShapes(model: ModelProto): Promise<void> {
  const graph = model.graph!;
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const outputs = new Set(graph.output.map(({ name }) => name));
  const computed = graph.node
    .flatMap(({ output }) => output)
    .filter((name) => name !== '' && !constants.has(name));
  const network = await openReferenceNetwork(model, computed);
  try {
    const sizes = new Map<string, number>();
    for (const { name, type } of graph.input) {
      const shape = type?.value.value?.shape?.dim.map(({ value }) => Number(value.value)) ?? [];
      if (product(shape) > 2 ** 28) {
        throw new AppError(
          'model-too-large',
          `The input "${name}" has ${product(shape)} values.`,
          'Use smaller inputs.',
        );
      }
      sizes.set(name, product(shape));
    }
    const runOn = (value: number) =>
      network.run(new Map([...sizes].map(([name, size]) => [name, new Float64Array(size).fill(value)])));
    // Whole numbers cannot be divided by zero.
    const tensors = await runOn(0).catch(() => runOn(1));
    graph.valueInfo = computed
      .filter((name) => !outputs.has(name) && tensors.has(name))
      .map((name) => valueInfo(name, tensors.get(name)!));
    graph.output = graph.output.map(({ name }) => valueInfo(name, tensors.get(name)!));
  } finally {
    await network.release();
  }
}

/** onnxruntime's names to TensorProto.DataType. */
const TYPE_CODES: Record<string, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
};

function valueInfo(name: string, { shape, type }: ReferenceTensor): ValueInfoProto {
  const dim = shape.map((size) =>
    create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: BigInt(size) } }),
  );
  const tensor = create(TypeProto_TensorSchema, {
    elemType: TYPE_CODES[type] ?? 0,
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}
