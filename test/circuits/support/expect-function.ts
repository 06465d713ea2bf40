import { expect } from 'vitest';
import { packValues } from '../../../src-main/engine/chain/pack-values.ts';
import { createEvaluator } from '../../../src-main/engine/graph/evaluate.ts';
import { type IntegerGraph, integerRange } from '../../../src-main/engine/graph/integer-graph.ts';
import { product } from '../../../src-main/engine/graph/linear-map.ts';
import { link, programOf } from './linker-bench.ts';
import { solveRows } from './solve-rows.ts';

/** Every assignment of all inputs of a graph. */
function allInputs(graph: IntegerGraph): Map<string, Float64Array>[] {
  let all: Map<string, number[]>[] = [new Map()];
  for (const { name, shape, bits, signed } of graph.inputs) {
    const { low, high } = integerRange(bits, signed);
    for (let element = 0; element < product(shape); element++) {
      all = all.flatMap((inputs) =>
        Array.from({ length: Number(high - low) + 1 }, (_, step) => {
          const values = [...(inputs.get(name) ?? []), Number(low) + step];
          return new Map(inputs).set(name, values);
        }),
      );
    }
  }
  return all.map((inputs) => new Map([...inputs].map(([name, values]) => [name, Float64Array.from(values)])));
}

/**
 * The circuit is the function: for every statement about the inputs, honest or not, all satisfying assignments are
 * found by search. A packed input in range must have exactly one, with the evaluator's outputs; any other none.
 */
export async function expectFunction(graph: IntegerGraph, foreign: readonly bigint[] = []): Promise<void> {
  const program = programOf(graph, Object.fromEntries(graph.inputs.map(({ name }) => [name, 'public'])));
  const { system } = await link(program);
  const evaluator = createEvaluator(graph);
  const context = 5n;
  const packed = (inputs: ReadonlyMap<string, Float64Array>) =>
    program.layout.inputs.flatMap((input) => packValues(Array.from(inputs.get(input.name)!, BigInt), input));
  for (const inputs of allInputs(graph)) {
    const tensors = evaluator.run(inputs);
    const signals = [context, ...packed(inputs)];
    const outputs = graph.outputs.flatMap(({ name }) =>
      Array.from<number | bigint, bigint>(tensors.get(name)!, BigInt),
    );
    const expected = [...signals, ...packValues(outputs, program.layout.outputs)];
    const solutions = solveRows(system, new Map(signals.map((value, index) => [index + 1, value])));
    const found = new Map(
      solutions
        .map(({ values }) => values.slice(1, 1 + system.publicCount))
        .map((signals) => [`${signals}`, signals]),
    );
    // Equal candidates leave the sign of their difference open: several witnesses, one statement.
    expect(
      [...found.values()],
      `inputs ${JSON.stringify([...inputs].map(([, values]) => [...values]))}`,
    ).toEqual([expected]);
  }
  for (const value of foreign) {
    expect(solveRows(system, new Map([context, value].map((signal, index) => [index + 1, signal])))).toEqual(
      [],
    );
  }
}
