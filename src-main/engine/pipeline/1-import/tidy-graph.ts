import { numberTexts } from './number-texts.ts';
import type { ModelProto } from './onnx/generated/onnx_pb.ts';
import { nameNodes } from './read-float-graph.ts';

/** IR version from which an initializer need not be listed as a graph input (ONNX IR specification). */
const FREE_INITIALIZERS = 4n;

/**
 * Brings what exporters do differently to one form: weights are constants even where they are also listed as graph
 * inputs, which onnxruntime would leave open to be overridden and neither fold nor fuse, every node has a name
 * of its own, and class labels are numbers.
 */
export function tidyGraph(model: ModelProto): void {
  const graph = model.graph!;
  numberTexts(graph);
  const constants = new Set(graph.initializer.map(({ name }) => name));
  graph.input = graph.input.filter(({ name }) => !constants.has(name));
  if (model.irVersion < FREE_INITIALIZERS) model.irVersion = FREE_INITIALIZERS;
  nameNodes(graph.node).forEach(({ name }, index) => (graph.node[index]!.name = name));
}
