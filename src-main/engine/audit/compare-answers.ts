import { type LongWork, throwIfAborted } from '../../api/progress.ts';
import { createEvaluator } from '../graph/evaluate.ts';
import type { GraphValue } from '../graph/float-graph.ts';
import type { IntegerGraph } from '../graph/integer-graph.ts';
import { quantizeInputs } from '../graph/quantize-input.ts';
import { toNumber } from '../graph/rational.ts';
import type { ReferenceNetwork } from '../pipeline/1-import/reference-network.ts';
import type { Range } from '../pipeline/2-quantize/calibrate.ts';
import { largestIndex } from '../pipeline/2-quantize/largest-index.ts';
import { SaturationCount } from '../pipeline/2-quantize/saturation.ts';
import { drawInput, shrinkInput } from '../bundle/draw-input.ts';

/** How far integers and floats are apart on some inputs, in units of the outputs. */
export interface AnswerComparison {
  inputs: number;
  largest: number;
  mean: number;
  /** On how many both have the largest value of the first output at the same place. */
  agreeing: number;
}

export interface AnswersOnRandomInputs {
  /** Inputs on which nothing inside the integers was cut off: what is left is rounding. */
  inside: AnswerComparison;
  /** The others. */
  cutOff: AnswerComparison;
}

type Inputs = ReadonlyMap<string, Float64Array>;

/** Compares the integers with onnxruntime. */
export class AnswerComparer {
  readonly #evaluator;
  readonly #graph: IntegerGraph;
  readonly #network: ReferenceNetwork;

  constructor(graph: IntegerGraph, network: ReferenceNetwork) {
    this.#graph = graph;
    this.#network = network;
    this.#evaluator = createEvaluator(graph);
  }

  /** Inputs that somebody chose. */
  async compare(inputs: readonly Inputs[], { signal }: LongWork): Promise<AnswerComparison> {
    const total = nothing();
    for (const input of inputs) {
      throwIfAborted(signal);
      add(total, (await this.#compareOne(input)).comparison);
    }
    return total;
  }

  /**
   * Random inputs, shrunk towards the middle of their ranges by random shares: far from what was measured values are cut
   * off, which is no error of the record.
   */
  async compareRandom(
    values: readonly GraphValue[],
    ranges: ReadonlyMap<string, Range>,
    count: number,
    uniform: () => number,
    { signal, onProgress }: LongWork,
  ): Promise<AnswersOnRandomInputs> {
    const result = { inside: nothing(), cutOff: nothing() };
    for (let index = 0; index < count; index++) {
      throwIfAborted(signal);
      const input = shrinkInput(
        drawInput(this.#graph.inputs, values, ranges, uniform),
        values,
        ranges,
        uniform(),
      );
      const { comparison, isCutOff } = await this.#compareOne(input);
      add(isCutOff ? result.cutOff : result.inside, comparison);
      onProgress?.({ stage: 'audit', message: 'Comparing answers', fraction: (index + 1) / count });
    }
    return result;
  }

  async #compareOne(input: Inputs): Promise<{ comparison: AnswerComparison; isCutOff: boolean }> {
    const floats = await this.#network.run(input);
    const tensors = this.#evaluator.run(quantizeInputs(this.#graph.inputs, input));
    const saturation = new SaturationCount(this.#graph);
    saturation.add(tensors);
    let [largest, sum, count] = [0, 0, 0];
    for (const { name, scale } of this.#graph.outputs) {
      const unit = toNumber(scale);
      const expected = floats.get(name)!.values;
      tensors.get(name)!.forEach((value, position) => {
        const error = Math.abs(Number(value) * unit - expected[position]!);
        largest = Math.max(largest, error);
        sum += error;
        count += 1;
      });
    }
    const [first] = this.#graph.outputs;
    const integers = Float64Array.from<number | bigint>(tensors.get(first!.name)!, Number);
    const agreeing = largestIndex(floats.get(first!.name)!.values) === largestIndex(integers) ? 1 : 0;
    return {
      comparison: { inputs: 1, largest, mean: sum / count, agreeing },
      isCutOff: saturation.report().length > 0,
    };
  }
}

function nothing(): AnswerComparison {
  return { inputs: 0, largest: 0, mean: 0, agreeing: 0 };
}

function add(total: AnswerComparison, one: AnswerComparison): void {
  total.mean = (total.mean * total.inputs + one.mean) / (total.inputs + 1);
  total.inputs += 1;
  total.largest = Math.max(total.largest, one.largest);
  total.agreeing += one.agreeing;
}
