import { AppError } from '../../../api/errors.ts';
import type { ModelProto } from './onnx/generated/onnx_pb.ts';

const CUT = new Set(['Softmax', 'LogSoftmax', 'Sigmoid']);

/**
 * Lets the outputs of the network be the logits: a Softmax, LogSoftmax or Sigmoid that makes a graph output and nothing
 * else is taken away, and its input is the output.
 * @throws AppError `option-invalid` where no output is made by one of these
 */
export function cutFinalSoftmax(model: ModelProto): void {
  const graph = model.graph!;
  const readers = new Set(graph.node.flatMap(({ input }) => input));
  let cut = 0;
  for (const output of graph.output) {
    const position = graph.node.findIndex((node) => node.output.includes(output.name));
    const node = graph.node[position];
    if (!node || !CUT.has(node.opType) || readers.has(output.name)) continue;
    graph.node.splice(position, 1);
    output.name = node.input[0]!;
    cut += 1;
  }
  if (cut > 0) return;
  throw new AppError(
    'option-invalid',
    'No output of the network is made by a Softmax, LogSoftmax or Sigmoid.',
    'Leave --outputs away: the outputs are logits already, or something else.',
  );
}
