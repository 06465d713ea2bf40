import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { AppError } from '../../../../api/errors.ts';
import type { GraphProto, ModelProto, TensorProto } from './generated/onnx_pb.ts';

/** TensorProto.DataLocation.EXTERNAL */
const EXTERNAL = 1;

/** A file beside the model that holds weights, whole. */
export interface WeightsFile {
  /** As the model names it, relative to its folder. */
  location: string;
  bytes: Uint8Array;
}

/**
 * Pulls weights that the exporter wrote to files beside the model into the message itself, so that everything
 * downstream sees one self-contained model. Locations outside the model's folder are refused: a model is hostile input.
 * @returns the weights that were pulled in, in order, and the files that they came from
 */
export async function inlineExternalData(
  model: ModelProto,
  modelPath: string,
): Promise<{ contents: Uint8Array[]; files: WeightsFile[] }> {
  const contents: Uint8Array[] = [];
  const files = new Map<string, Uint8Array>();
  const folder = dirname(resolve(modelPath));
  for (const tensor of model.graph ? tensorsOf(model.graph) : []) {
    if (tensor.dataLocation !== EXTERNAL) continue;
    const field = (key: string) => tensor.externalData.find((entry) => entry.key === key)?.value;
    const location = field('location') ?? '';
    const path = resolve(folder, location);
    const inside = relative(folder, path);
    const outside = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
    if (location === '' || isAbsolute(location) || outside) {
      throw new AppError(
        'model-invalid',
        `The constant "${tensor.name}" points to "${location}", outside the folder of the model.`,
        'Keep external data files beside the model and export it again.',
      );
    }
    const bytes = files.get(location) ?? (await readWeights(path, location));
    files.set(location, bytes);
    const offset = Number(field('offset') ?? 0);
    const length = Number(field('length') ?? bytes.length - offset);
    if (!(offset >= 0 && length >= 0 && offset + length <= bytes.length)) {
      throw new AppError(
        'model-invalid',
        `The weights file "${location}" is shorter than the model says.`,
        'Copy the external data file again; it seems cut short.',
      );
    }
    tensor.rawData = bytes.subarray(offset, offset + length);
    tensor.externalData = [];
    tensor.dataLocation = 0;
    contents.push(tensor.rawData);
  }
  return { contents, files: [...files].map(([location, bytes]) => ({ location, bytes })) };
}

async function readWeights(path: string, location: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw new AppError(
      'file-unreadable',
      `The weights file "${location}" that the model refers to cannot be read.`,
      'Copy the external data file into the folder of the model.',
      { cause },
    );
  });
}

/** Every constant of a graph: initializers, those of Constant nodes, and both again in graphs inside nodes. */
function* tensorsOf(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer;
  for (const { t, tensors, g } of graph.node.flatMap(({ attribute }) => attribute)) {
    if (t) yield t;
    yield* tensors;
    if (g) yield* tensorsOf(g);
  }
}
