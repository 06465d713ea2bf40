import type { IntegerGraph, IntegerLinear } from '../../../graph/integer-graph.ts';
import { linearMap, product, windowTaps } from '../../../graph/linear-map.ts';
import { type Combination, visitTerms } from './circuit-backend.ts';
import { type CircuitTensor, materialize, wireTensor } from './circuit-tensor.ts';
import type { SynthesisContext } from './synthesize.ts';

/**
 * A sum that a pool or a linear map reads is written out once for each comparison or sum that it takes part in. Up to
 * so many terms that is better than a wire, whose row every proof pays for; the terms are paid for once, when keys are
 * made.
 */
const REPEATED_TERMS = 1024;

/**
 * A linear map with constant weights costs no constraint: each output is a combination, substituted into the rows of
 * the rescale, the pool or the average that reads it. Only where several nodes read it, or it would be written out too
 * often, each output first gets a wire, so that combinations do not multiply.
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
          if (weight !== 0) visitTerms(source.element(input), weight, add);
        });
        const bias = node.bias[Math.floor(output / map.inner) % map.channels]!;
        if (bias !== 0) add(0, bias);
      },
      value: () => context.valueOf(node.output, output),
    }),
  };
  if (termsWrittenOut(node, graph) <= REPEATED_TERMS) return tensor;
  return wireTensor(
    Int32Array.from({ length: map.outputSize }, (_, index) => materialize(tensor.element(index), context)),
  );
}

export function readOnlyByOneRescale(tensor: string, graph: IntegerGraph): boolean {
  return onlyReader(tensor, graph)?.kind === 'rescale';
}

/** How many terms a sum without a wire costs; none where it stands in one row, that of a rescale. */
function termsWrittenOut(node: IntegerLinear, graph: IntegerGraph): number {
  const reader = onlyReader(node.output, graph);
  switch (reader?.kind) {
    case 'rescale':
      return 0;
    case 'max': {
      const candidates = windowTaps(reader.window).reduce((sum, { offsets }) => sum + offsets.length, 0);
      const windowsPerElement = candidates / product(reader.window.inputSpatial);
      const rounds = Math.ceil(Math.log2(product(reader.window.kernel)));
      return termsPerOutput(node) * windowsPerElement * (rounds + 1);
    }
    case 'linear': {
      // One level only: a sum of sums stands in the row of a rescale, or both layers get wires.
      if (!readOnlyByOneRescale(reader.output, graph)) return Infinity;
      const { outputSize, inputSize } = linearMap(reader.form);
      return termsPerOutput(node) * ((termsPerOutput(reader) * outputSize) / inputSize);
    }
    default:
      return Infinity;
  }
}

function termsPerOutput({ form, weights }: IntegerLinear): number {
  switch (form.kind) {
    case 'dense':
      return form.inputs;
    case 'convolution':
      return weights.length / form.outputChannels;
    case 'sparse':
      return Math.ceil(form.column.length / (form.rowPointer.length - 1));
  }
}

/** The one node that reads a tensor, if there is one only. Follows views: a reshaped accumulator is still the same. */
function onlyReader(tensor: string, graph: IntegerGraph): IntegerGraph['nodes'][number] | undefined {
  const readers = graph.nodes.filter(({ input }) => input === tensor);
  const [reader] = readers;
  if (readers.length !== 1 || !reader || graph.outputs.some(({ name }) => name === tensor)) return undefined;
  return reader.kind === 'view' ? onlyReader(reader.output, graph) : reader;
}
