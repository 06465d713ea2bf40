import { AppError, describeCause } from '../../../../api/errors.ts';
import { PACKED_BITS } from '../../../chain/statement-layout.ts';
import { checkGraph } from '../../../graph/check-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import type { CircuitProgram } from './synthesize.ts';

/**
 * Refuses a program whose parts do not fit together: the circuit would not mean what the graph means. A record may
 * come from a stranger (an audit links it again), so nothing is taken for granted that soundness rests on. In
 * particular the widths by which the statement packs an input must be those that the circuit enforces.
 * @throws AppError `circuit-invalid`
 */
export function checkProgram({ graph, layout }: CircuitProgram): void {
  try {
    checkGraph(graph);
  } catch (cause) {
    refuse(describeCause(cause));
  }
  if (layout.inputs.length !== graph.inputs.length) refuse('the statement has another number of inputs');
  graph.inputs.forEach(({ name, shape, bits, signed }, index) => {
    const stated = layout.inputs[index]!;
    const count = product(shape);
    if (stated.name !== name || stated.count !== count || stated.bits !== bits || stated.signed !== signed) {
      refuse(`the statement describes the input "${name}" differently`);
    }
    // The key says of every other mode that the input stands in the clear.
    if (stated.mode !== 'public' && stated.mode !== 'committed') {
      refuse(`the input "${name}" is neither public nor committed`);
    }
  });
  const outputCount = graph.outputs.reduce((count, { shape }) => count + product(shape), 0);
  if (layout.outputs.count !== outputCount) refuse('the statement has another number of output values');
  for (const { bits } of [...layout.inputs, layout.outputs]) {
    if (!(Number.isInteger(bits) && bits >= 1 && bits <= PACKED_BITS)) {
      refuse(`the statement has values of ${bits} bits`);
    }
  }
}

function refuse(what: string): never {
  throw new AppError(
    'circuit-invalid',
    `The model cannot become a circuit: ${what}.`,
    'Quantize and compile the model again; a record from elsewhere is damaged.',
  );
}
