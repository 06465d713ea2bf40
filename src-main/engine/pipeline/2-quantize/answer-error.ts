import { createBreather } from '../../breather.ts';
import { createEvaluator } from '../../graph/evaluate.ts';
import type { IntegerGraph } from '../../graph/integer-graph.ts';
import { quantizeInputs } from '../../graph/quantize-input.ts';
import { toNumber } from '../../graph/rational.ts';
import type { Case } from './float-cases.ts';
import { largestIndex } from './largest-index.ts';

/** How far integers are from floats in what the network answers. */
export interface AnswerError {
  /** The largest deviation over the largest magnitude of that output, of the output that is worst off. */
  error: number;
  /** Share of samples whose first output is largest at the same place; 1 where it is a single number. */
  agreement: number;
}

/**
 * Runs the integers on every sample.
 * @param breathe as `createBreather` makes it; awaited before each sample
 * @throws AppError `aborted`
 */
export async function answerError(
  graph: IntegerGraph,
  cases: readonly Case[],
  breathe = createBreather(undefined),
): Promise<AnswerError> {
  const evaluator = createEvaluator(graph);
  const worst = graph.outputs.map(() => ({ deviation: 0, magnitude: 0 }));
  let agreeing = 0;
  for (const { inputs, outputs } of cases) {
    await breathe();
    const integers = evaluator.run(quantizeInputs(graph.inputs, inputs));
    graph.outputs.forEach(({ name, scale }, index) => {
      const unit = toNumber(scale);
      const floats = outputs.get(name)!;
      const values = integers.get(name)!;
      floats.forEach((expected, element) => {
        const deviation = Math.abs(Number(values[element]!) * unit - expected);
        worst[index]!.deviation = Math.max(worst[index]!.deviation, deviation);
        worst[index]!.magnitude = Math.max(worst[index]!.magnitude, Math.abs(expected));
      });
    });
    const [first] = graph.outputs;
    const values = Float64Array.from<number | bigint>(integers.get(first!.name)!, Number);
    if (largestIndex(outputs.get(first!.name)!) === largestIndex(values)) agreeing += 1;
  }
  return {
    error: Math.max(
      ...worst.map(({ deviation, magnitude }) => (deviation === 0 ? 0 : deviation / (magnitude || 1))),
    ),
    agreement: agreeing / cases.length,
  };
}
