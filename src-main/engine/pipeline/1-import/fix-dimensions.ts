import { create } from '@bufbuild/protobuf';
import { AppError } from '../../../api/errors.ts';
import {
  type ModelProto,
  TensorShapeProto_DimensionSchema,
  type TensorShapeProto_Dimension,
} from './onnx/generated/onnx_pb.ts';

/** Sizes for free dimensions: by their name in the model, or by `input:axis` where the model names none. */
export type DimensionValues = Readonly<Record<string, number>>;

/**
 * Writes a size into every free dimension of the graph inputs (a circuit has one fixed shape) and drops the
 * recorded shapes of everything computed, which onnxruntime then infers anew.
 * @throws AppError `model-dynamic-shape` naming each dimension without a size and the option that gives it one
 */
export function fixDimensions(model: ModelProto, values: DimensionValues): void {
  const graph = model.graph!;
  const missing: string[] = [];
  const used = new Set<string>();
  const known = new Set<string>();
  for (const input of graph.input) {
    const tensor = input.type?.value.case === 'tensorType' ? input.type.value.value : undefined;
    if (!tensor?.shape) {
      throw new AppError(
        'model-dynamic-shape',
        `The input "${input.name}" of the model is not a tensor of known rank.`,
        'Export the model with the shape of every input given.',
      );
    }
    tensor.shape.dim = tensor.shape.dim.map((dimension, axis) => {
      const size = fixedSize(dimension);
      if (size !== undefined) return dimension;
      const position = `${input.name}:${axis}`;
      const name =
        dimension.value.case === 'dimParam' && dimension.value.value ? dimension.value.value : position;
      known.add(name).add(position);
      const key = Object.hasOwn(values, position) ? position : name;
      const value = Object.hasOwn(values, key) ? values[key] : undefined;
      if (value === undefined) {
        if (!missing.includes(name)) missing.push(name);
        return dimension;
      }
      used.add(key);
      return create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: BigInt(value) } });
    });
  }
  if (missing.length > 0) {
    const options = missing.map((name) => `--dim ${quoteIfNeeded(name)}=1`).join(' ');
    throw new AppError(
      'model-dynamic-shape',
      `The model leaves ${missing.length === 1 ? 'a dimension' : 'dimensions'} free: ${missing.join(', ')}.`,
      `A circuit has one fixed shape: give each a size, for example ${options}.`,
    );
  }
  const unknown = Object.keys(values).find((key) => !used.has(key) && !known.has(key));
  if (unknown !== undefined) {
    throw new AppError(
      'option-invalid',
      `The model has no free dimension named "${unknown}".`,
      known.size === 0 ? 'All its shapes are fixed; leave --dim away.' : `It has: ${[...known].join(', ')}.`,
    );
  }
  graph.valueInfo = [];
  for (const output of graph.output) {
    if (output.type?.value.case === 'tensorType') output.type.value.value.shape = undefined;
  }
}

function fixedSize(dimension: TensorShapeProto_Dimension): number | undefined {
  return dimension.value.case === 'dimValue' && dimension.value.value > 0n
    ? Number(dimension.value.value)
    : undefined;
}

function quoteIfNeeded(name: string): string {
  return /^[\w:.-]+$/.test(name) ? name : `'${name}'`;
}
