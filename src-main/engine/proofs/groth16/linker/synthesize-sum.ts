import type { IntegerSum } from '../../../graph/integer-graph.ts';
import { type Combination, ONE, visitWhole } from './circuit-backend.ts';
import { type CircuitTensor, combinationTensor } from './circuit-tensor.ts';
import type { SynthesisContext } from './synthesize.ts';

/** A sum with constant coefficients is a combination, as a linear map is. */
export function synthesizeSum(node: IntegerSum, context: SynthesisContext): CircuitTensor {
  const sources = node.inputs.map((input) => context.tensors.get(input)!);
  const { coefficients, bias, output: name } = node;
  const combination = (element: number): Combination => ({
    visit(add) {
      sources.forEach((source, index) => {
        const coefficient = coefficients[index]!;
        if (coefficient !== 0) visitWhole(source.element(element), coefficient, add);
      });
      const constant = bias[element % bias.length]!;
      if (constant !== 0) add(ONE, constant);
    },
    value: () => context.valueOf(name, element),
  });
  const terms = sources.reduce((sum, source) => sum + source.terms, 1);
  const isWired = context.wires.needsWires(name, terms);
  return combinationTensor(sources[0]!.size, combination, { terms, isWired }, context);
}
