import { create, toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AppError } from '../../../api/errors.ts';
import { type ModelProto, ModelProtoSchema, ValueInfoProtoSchema } from './onnx/generated/onnx_pb.ts';
import type { SessionOptions } from './simplify-model.ts';

/** The float network in onnxruntime, with inner tensors as additional outputs: the reference for shapes, ranges and errors. */
export interface ReferenceNetwork {
  /** Runs one sample; every tensor asked for, by name. */
  run(inputs: ReadonlyMap<string, Float64Array>): Promise<Map<string, ReferenceTensor>>;
  release(): Promise<void>;
}

export interface ReferenceTensor {
  shape: number[];
  /** Row-major; integers and booleans as numbers. */
  values: Float64Array;
  /** onnxruntime's name of the element type, e.g. 'float32'. */
  type: string;
}

/** TensorProto.DataType code to onnxruntime's name. */
const TYPE_NAMES: Record<number, Tensor.Type> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  11: 'float64',
};

/** @param tensors names of inner tensors to report beside the graph's own outputs */
export async function openReferenceNetwork(
  model: ModelProto,
  tensors: Iterable<string>,
  { threads }: SessionOptions = {},
): Promise<ReferenceNetwork> {
  const graph = model.graph!;
  const wanted = new Set(tensors);
  for (const { name } of graph.output) wanted.delete(name);
  const extended = {
    ...model,
    // An output without a type is filled in by onnxruntime's own inference.
    graph: {
      ...graph,
      output: [...graph.output, ...[...wanted].map((name) => create(ValueInfoProtoSchema, { name }))],
    },
  };
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, extended), {
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 4,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
  }).catch((cause: unknown) => {
    throw new AppError('model-invalid', 'onnxruntime cannot run the model.', 'Export the model again.', {
      cause,
    });
  });
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !constants.has(name));
  return {
    async run(values) {
      const feeds: Record<string, Tensor> = {};
      for (const { name, type } of inputs) {
        const tensor = type!.value.value!;
        const shape = tensor.shape!.dim.map(({ value }) => Number(value.value));
        feeds[name] = toTensor(TYPE_NAMES[tensor.elemType], values.get(name)!, shape, name);
      }
      const results = await session.run(feeds).catch((cause: unknown) => {
        throw new AppError(
          'model-invalid',
          'The model fails when it runs.',
          'Check that it runs in onnxruntime.',
          { cause },
        );
      });
      return new Map(Object.entries(results).map(([name, tensor]) => [name, fromTensor(tensor)]));
    },
    release: () => session.release(),
  };
}

function toTensor(
  type: Tensor.Type | undefined,
  values: Float64Array,
  shape: number[],
  name: string,
): Tensor {
  switch (type) {
    case 'float32':
      return new Tensor('float32', Float32Array.from(values), shape);
    case 'float64':
      return new Tensor('float64', values, shape);
    case 'int64':
      return new Tensor(
        'int64',
        BigInt64Array.from(values, (value) => BigInt(Math.round(value))),
        shape,
      );
    case 'int32':
      return new Tensor('int32', Int32Array.from(values), shape);
    case 'uint8':
      return new Tensor('uint8', Uint8Array.from(values), shape);
    case 'int8':
      return new Tensor('int8', Int8Array.from(values), shape);
    case 'bool':
      return new Tensor('bool', Uint8Array.from(values), shape);
    default:
      throw new AppError(
        'model-unsupported-operator',
        `The input "${name}" has an element type that cannot be fed.`,
        'Export the model with float32 inputs.',
      );
  }
}

function fromTensor(tensor: Tensor): ReferenceTensor {
  const data = tensor.data as ArrayLike<number | bigint | boolean>;
  return { shape: [...tensor.dims], type: tensor.type, values: Float64Array.from(data, Number) };
}
