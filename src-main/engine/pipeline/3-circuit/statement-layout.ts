import { AppError } from '../../../api/errors.ts';
import { elementsFor, type StatementInput, type StatementLayout } from '../../chain/statement-layout.ts';
import type { IntegerGraph } from '../../graph/integer-graph.ts';
import { product } from '../../graph/linear-map.ts';

/** How each graph input stands in the statement; an input that is not named gets the cheaper mode. */
export type InputModes = Readonly<Record<string, StatementInput['mode']>>;

/** A public signal costs about 7,200 gas: an input that packs into more than these is committed to by default. */
const PUBLIC_ELEMENTS = 4;

/** @throws AppError `option-invalid` where a mode is given for an input that the model does not have */
export function statementLayout(graph: IntegerGraph, modes: InputModes): StatementLayout {
  const unknown = Object.keys(modes).find((name) => !graph.inputs.some((port) => port.name === name));
  if (unknown !== undefined) {
    throw new AppError(
      'option-invalid',
      `The model has no input "${unknown}".`,
      `It has: ${graph.inputs.map(({ name }) => name).join(', ')}.`,
    );
  }
  const anySigned = graph.outputs.some(({ signed }) => signed);
  return {
    inputs: graph.inputs.map(({ name, shape, bits, signed }) => {
      const count = product(shape);
      const cheaper = elementsFor(count, bits) > PUBLIC_ELEMENTS ? 'committed' : 'public';
      // A name may be one that every object has, such as "constructor".
      const mode = Object.hasOwn(modes, name) ? modes[name]! : cheaper;
      return { name, mode, count, bits, signed };
    }),
    outputs: {
      count: graph.outputs.reduce((sum, { shape }) => sum + product(shape), 0),
      // Beside a signed output an unsigned one needs a bit more, since all share one form.
      bits: Math.max(...graph.outputs.map(({ bits, signed }) => bits + (anySigned && !signed ? 1 : 0))),
      signed: anySigned,
    },
  };
}
