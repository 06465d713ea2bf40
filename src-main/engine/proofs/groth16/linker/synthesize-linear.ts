import type { IntegerLinear } from '../../../graph/integer-graph.ts';
import { linearMap } from '../../../graph/linear-map.ts';
import { type Combination, visitWhole } from './circuit-backend.ts';
import { type CircuitTensor, combinationTensor } from './circuit-tensor.ts';
import type { SynthesisContext } from './synthesize.ts';
import { termsPerOutput } from './wire-policy.ts';

/**
 * A linear map with constant weights costs no constraint: each output is a combination, substituted into the rows of
 * the rescale, the pool or the average that reads it. Only where it would be written out too often each output that is
 * read gets a wire, so that combinations do not multiply.
 */
export function synthesizeLinear(node: IntegerLinear, context: SynthesisContext): CircuitTensor {
  const map = linearMap(node.form);
  const source = context.tensors.get(node.input)!;
  const { weights, bias, output: name } = node;
  const combination = (output: number): Combination => ({
    visit(add) {
      map.row(output, (input, index) => {
        const weight = weights[index]!;
        if (weight !== 0) visitWhole(source.element(input), weight, add);
      });
      const constant = bias[Math.floor(output / map.inner) % map.channels]!;
      if (constant !== 0) add(0, constant);
    },
    value: () => context.valueOf(name, output),
  });
  const terms = termsPerOutput(node) * source.terms;
  const isWired = context.wires.needsWires(name, terms);
  return combinationTensor(map.outputSize, combination, { terms, isWired }, context);
}
