import { createHash } from 'node:crypto';
import { toBinary } from '@bufbuild/protobuf';
import type { FloatGraph } from '../../graph/float-graph.ts';
import { type OperatorFinding, reportOperators } from '../../graph/lowering/lower-graph.ts';
import { annotateShapes } from './annotate-shapes.ts';
import { type DimensionValues, fixDimensions } from './fix-dimensions.ts';
import { decodeModel } from './onnx/decode-model.ts';
import { inlineExternalData } from './onnx/external-data.ts';
import { ModelProtoSchema } from './onnx/generated/onnx_pb.ts';
import { readConstants, readFloatGraph } from './read-float-graph.ts';
import { readModelFile } from './read-model-file.ts';
import { simplifyModel } from './simplify-model.ts';

export interface ImportedModel {
  /** SHA-256 (hex) of the file as the publisher gave it. */
  modelHash: string;
  /** The simplified network: standard ONNX, self-contained, every shape written in. */
  simplified: Uint8Array;
  graph: FloatGraph;
  operators: OperatorFinding[];
  parameterCount: number;
}

/**
 * Stage 1: an ONNX file to a simplified network and a report on its operators.
 * @throws AppError `file-unreadable`, `model-invalid`, `model-dynamic-shape`, `model-not-finite`, `model-unsupported-operator`
 */
export async function importModel(path: string, dimensions: DimensionValues): Promise<ImportedModel> {
  const bytes = await readModelFile(path);
  const model = decodeModel(bytes, path);
  await inlineExternalData(model, path);
  readConstants(model.graph!);
  fixDimensions(model, dimensions);
  const simplified = decodeModel(await simplifyModel(model), path);
  await annotateShapes(simplified);
  const graph = readFloatGraph(simplified);
  let parameterCount = 0;
  for (const constant of graph.constants.values()) {
    if (constant.elementType === 'float') parameterCount += constant.values.length;
  }
  return {
    modelHash: createHash('sha256').update(bytes).digest('hex'),
    simplified: toBinary(ModelProtoSchema, simplified),
    graph,
    operators: reportOperators(graph),
    parameterCount,
  };
}
