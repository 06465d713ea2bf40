import { AppError } from '../../../api/errors.ts';
import type { GraphProto, ModelProto, NodeProto, ValueInfoProto } from './onnx/generated/onnx_pb.ts';

const CUT = new Set(['Softmax', 'LogSoftmax', 'Sigmoid']);

/**
 * Lets the outputs of the network be the logits: a Softmax, LogSoftmax or Sigmoid that makes a graph output and nothing
 * else is taken away, and its input is the output.
 * @throws AppError `option-invalid` where no output is made by one of these
 */
export function cutFinalSoftmax(model: ModelProto): void {
  const graph = model.graph!;
  const ends = findEnds(graph);
  for (const { output, node } of ends) {
    graph.node.splice(graph.node.indexOf(node), 1);
    output.name = node.input[0]!;
  }
  if (ends.length > 0) return;
  throw new AppError(
    'option-invalid',
    'No output of the network is made by a Softmax, LogSoftmax or Sigmoid.',
    'Leave --outputs away: the outputs are logits already, or something else.',
  );
}

/** Whether `cutFinalSoftmax` would take something away. */
export function hasFinalSoftmax(model: ModelProto): boolean {
  return findEnds(model.graph!).length > 0;
}

function findEnds(graph: GraphProto): { output: ValueInfoProto; node: NodeProto }[] {
  const readers = new Set(graph.node.flatMap(({ input }) => input));
  return graph.output.flatMap((output) => {
    const node = graph.node.find((one) => one.output.includes(output.name));
    return node && CUT.has(node.opType) && !readers.has(output.name) ? [{ output, node }] : [];
  });
}
