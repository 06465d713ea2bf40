import { lowerGraph } from '../../src-main/engine/graph/lowering/lower-graph.ts';
import type { FloatGraph } from '../../src-main/engine/graph/float-graph.ts';
import type { LoweredGraph } from '../../src-main/engine/graph/lowered-graph.ts';
import { annotateShapes } from '../../src-main/engine/pipeline/1-import/annotate-shapes.ts';
import {
  type DimensionValues,
  fixDimensions,
} from '../../src-main/engine/pipeline/1-import/fix-dimensions.ts';
import { decodeModel } from '../../src-main/engine/pipeline/1-import/onnx/decode-model.ts';
import type { ModelProto } from '../../src-main/engine/pipeline/1-import/onnx/generated/onnx_pb.ts';
import { readFloatGraph } from '../../src-main/engine/pipeline/1-import/read-float-graph.ts';
import { simplifyModel } from '../../src-main/engine/pipeline/1-import/simplify-model.ts';
import { tidyGraph } from '../../src-main/engine/pipeline/1-import/tidy-graph.ts';
import { modelBytes, type ModelInit } from './onnx-builder.ts';

export interface LoweredModel {
  /** As the exporter wrote it, with every dimension fixed. */
  original: ModelProto;
  simplified: ModelProto;
  graph: FloatGraph;
  lowered: LoweredGraph;
}

/** The import stage without its files, and the lowering behind it. */
export async function lowerModel(
  init: ModelInit | ModelProto,
  dimensions: DimensionValues = {},
): Promise<LoweredModel> {
  const model = decodeModel(modelBytes(init), 'test.onnx');
  tidyGraph(model);
  fixDimensions(model, dimensions);
  const simplified = decodeModel(await simplifyModel(model), 'test.onnx');
  await annotateShapes(simplified);
  const graph = readFloatGraph(simplified);
  return { original: model, simplified, graph, lowered: lowerGraph(graph) };
}
