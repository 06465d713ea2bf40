import type { IntegerGraph, IntegerLinear } from '../../../graph/integer-graph.ts';
import { linearMap } from '../../../graph/linear-map.ts';
import type { Combination } from './circuit-backend.ts';
import { type CircuitTensor, materialize, wireTensor } from './circuit-tensor.ts';
import { multiplyCoefficients } from './constraint-system.ts';
import type { SynthesisContext } from './synthesize.ts';

/**
 * A linear map with constant weights costs no constraint: each output is a combination, substituted into the one
 * linear row of the rescale that reads it. Only where something else reads it (a pool, a second linear map) each
 * output first gets a wire, so that combinations do not multiply.
 */
export function synthesizeLinear(
  node: IntegerLinear,
  graph: IntegerGraph,
  context: SynthesisContext,
): CircuitTensor {
  const map = linearMap(node.form);
  const source = context.tensors.get(node.input)!;
  const tensor: CircuitTensor = {
    size: map.outputSize,
    element: (output): Combination => ({
      visit(add) {
        map.row(output, (input, index) => {
          const weight = node.weights[index]!;
          if (weight === 0) return;
          const element = source.element(input);
          if (typeof element === 'number') add(element, weight);
          else element.visit((wire, coefficient) => add(wire, multiplyCoefficients(coefficient, weight)));
        });
        const bias = node.bias[Math.floor(output / map.inner) % map.channels]!;
        if (bias !== 0) add(0, bias);
      },
      value: () => context.valueOf(node.output, output),
    }),
  };
  if (readOnlyByOneRescale(node.output, graph)) return tensor;
  return wireTensor(
    Int32Array.from({ length: map.outputSize }, (_, index) => materialize(tensor.element(index), context)),
  );
}

/** Follows views: a reshaped accumulator is still the same accumulator. */
export function readOnlyByOneRescale(tensor: string, graph: IntegerGraph): boolean {
  const readers = graph.nodes.filter(({ input }) => input === tensor);
  const [reader] = readers;
  if (readers.length !== 1 || !reader || graph.outputs.some(({ name }) => name === tensor)) return false;
  if (reader.kind === 'view') return readOnlyByOneRescale(reader.output, graph);
  return reader.kind === 'rescale';
}
