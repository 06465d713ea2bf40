import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import type { FloatGraph, GraphValue } from '../../graph/float-graph.ts';
import {
  type OperatorFinding,
  refuseUnsupported,
  reportOperators,
} from '../../graph/lowering/lower-graph.ts';
import type { Stage } from '../stage.ts';
import { annotateShapes } from './annotate-shapes.ts';
import { cutFinalSoftmax } from './cut-final-softmax.ts';
import { type DimensionValues, fixDimensions } from './fix-dimensions.ts';
import { numberTexts } from './number-texts.ts';
import { decodeModel } from './onnx/decode-model.ts';
import { inlineExternalData, type WeightsFile } from './onnx/external-data.ts';
import { type ModelProto, ModelProtoSchema } from './onnx/generated/onnx_pb.ts';
import { readConstants, readFloatGraph } from './read-float-graph.ts';
import { readModelFile } from './read-model-file.ts';
import { type SessionOptions, simplifyModel } from './simplify-model.ts';
import { tidyGraph } from './tidy-graph.ts';
import { keepWeightsFiles } from './weights-files.ts';

/** A model file, read and made self-contained. */
export interface ModelFile {
  path: string;
  bytes: Uint8Array;
  model: ModelProto;
  /** SHA-256 (hex) of the file, and of the weights beside it where there are any. */
  modelHash: string;
  /** The files beside it with weights. */
  weightsFiles: WeightsFile[];
}

export interface ImportSummary {
  modelHash: string;
  parameterCount: number;
  inputs: GraphValue[];
  outputs: GraphValue[];
  operators: OperatorFinding[];
}

export interface ImportParameters extends Record<string, unknown> {
  dimensions: DimensionValues;
  outputs: 'all' | 'logits';
}

/** @throws AppError `file-unreadable`, `model-invalid`, `model-not-finite` */
export async function readModel(path: string): Promise<ModelFile> {
  const bytes = await readModelFile(path);
  const model = decodeModel(bytes, path);
  const hash = createHash('sha256').update(bytes);
  const { contents, files } = await inlineExternalData(model, path);
  for (const content of contents) hash.update(content);
  numberTexts(model.graph!);
  readConstants(model.graph!);
  return { path, bytes, model, modelHash: hash.digest('hex'), weightsFiles: files };
}

export interface SimplifiedNetwork {
  simplified: ModelProto;
  graph: FloatGraph;
}

/**
 * The network as every later step reads it. It changes the model of the file.
 * @param options.threads for onnxruntime; as many as it finds best where absent
 * @throws AppError `model-dynamic-shape`, `model-invalid`, `model-unsupported-operator`, `option-invalid`
 */
export async function simplifyNetwork(
  file: ModelFile,
  parameters: ImportParameters,
  options: SessionOptions = {},
): Promise<SimplifiedNetwork> {
  settleNetwork(file, parameters);
  return simplifySettled(file, options);
}

/**
 * What does not need onnxruntime: the model of the file gets the form that it takes, with the outputs and the sizes that were
 * asked for.
 * @throws AppError `model-dynamic-shape`, `option-invalid`
 */
export function settleNetwork({ model }: ModelFile, { dimensions, outputs }: ImportParameters): void {
  tidyGraph(model);
  if (outputs === 'logits') cutFinalSoftmax(model);
  fixDimensions(model, dimensions);
}

/** @throws AppError `model-dynamic-shape`, `model-invalid`, `model-unsupported-operator` */
export async function simplifySettled(
  { path, model }: ModelFile,
  options: SessionOptions = {},
): Promise<SimplifiedNetwork> {
  const simplified = decodeModel(await simplifyModel(model, options), path);
  await annotateShapes(simplified);
  return { simplified, graph: readFloatGraph(simplified) };
}

/**
 * Stage 1: the network simplified by onnxruntime, self-contained and with every shape written in (`simplified.onnx`),
 * beside the file as it came (`model.onnx`, and the weights files that it names).
 * @throws AppError `model-dynamic-shape`, `model-invalid`, `model-unsupported-operator`, `option-invalid`
 */
export const importStage: Stage<ModelFile, ImportParameters, ImportSummary> = {
  id: 'import',
  version: 2,
  async run(file, parameters, folder, { onProgress }) {
    onProgress?.({ stage: 'import', message: 'Simplifying the network' });
    const { bytes, modelHash } = file;
    const { simplified, graph } = await simplifyNetwork(file, parameters);
    const operators = reportOperators(graph);
    refuseUnsupported(operators);
    await writeFile(join(folder, 'model.onnx'), bytes);
    await keepWeightsFiles(folder, file.weightsFiles);
    await writeFile(join(folder, 'simplified.onnx'), toBinary(ModelProtoSchema, simplified));
    let parameterCount = 0;
    for (const constant of graph.constants.values()) {
      if (constant.elementType === 'float') parameterCount += constant.values.length;
    }
    return { modelHash, parameterCount, inputs: graph.inputs, outputs: graph.outputs, operators };
  },
};
