import type { IntegerGraph, IntegerLinear } from '../../../graph/integer-graph.ts';
import { linearMap, product, windowTaps } from '../../../graph/linear-map.ts';
import type { Combination } from './circuit-backend.ts';
import { type CircuitTensor, materialize, wireTensor } from './circuit-tensor.ts';
import type { SynthesisContext } from './synthesize.ts';

/**
 * A sum that a pool reads is written out once for each comparison that it takes part in. Up to so many terms that is
 * better than a wire, whose row every proof pays for; the terms are paid for once, when keys are made.
 */
const REPEATED_TERMS = 1024;

/**
 * A linear map with constant weights costs no constraint: each output is a combination, substituted into the rows of
 * the rescale or the pool that reads it. Only where something else reads it (a second linear map, several nodes) each
 * output first gets a wire, so that combinations do not multiply.
 */
export function synthesizeLinear(
  node: IntegerLinear,
  graph: IntegerGraph,
  context: SynthesisContext,
): CircuitTensor {
  const map = linearMap(node.form);
  const source = context.tensors.get(node.input)!;
  const sources = Array.from({ length: source.size }, (_, index) =>
    materialize(source.element(index), context),
  );
  const tensor: CircuitTensor = {
    size: map.outputSize,
    element: (output): Combination => ({
      visit(add) {
        map.row(output, (input, index) => {
          const weight = node.weights[index]!;
          if (weight !== 0) add(sources[input]!, weight);
        });
        const bias = node.bias[Math.floor(output / map.inner) % map.channels]!;
        if (bias !== 0) add(0, bias);
      },
      value: () => context.valueOf(node.output, output),
    }),
  };
  if (readOnlyByOneRescale(node.output, graph) || readOnlyByOneMax(node, graph)) return tensor;
  return wireTensor(
    Int32Array.from({ length: map.outputSize }, (_, index) => materialize(tensor.element(index), context)),
  );
}

export function readOnlyByOneRescale(tensor: string, graph: IntegerGraph): boolean {
  return onlyReader(tensor, graph)?.kind === 'rescale';
}

/** Whether only a pool reads the sums, and they are short enough to be written out several times. */
function readOnlyByOneMax(node: IntegerLinear, graph: IntegerGraph): boolean {
  const reader = onlyReader(node.output, graph);
  if (reader?.kind !== 'max') return false;
  const candidates = windowTaps(reader.window).reduce((sum, { offsets }) => sum + offsets.length, 0);
  const windowsPerElement = candidates / product(reader.window.inputSpatial);
  const rounds = Math.ceil(Math.log2(product(reader.window.kernel)));
  return termsPerOutput(node) * windowsPerElement * (rounds + 1) <= REPEATED_TERMS;
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
