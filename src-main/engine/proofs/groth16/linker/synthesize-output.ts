import { AppError } from '../../../../api/errors.ts';
import type { StatementLayout } from '../../../chain/statement-layout.ts';
import { type IntegerGraph, integerRange } from '../../../graph/integer-graph.ts';
import { intervalAt } from '../../../graph/intervals.ts';
import { wire } from '../gadgets/wire.ts';
import { packingCombinations, type PackedElement } from './packing.ts';
import type { SynthesisContext } from './synthesize.ts';

/**
 * All graph outputs, one behind the other, packed into public signals. The constraints before keep every value inside
 * its bits, so that a packed element has one unpacking; an interval that does not show this is refused.
 * @returns the public wire behind those of the outputs
 */
export function synthesizeOutput(
  graph: IntegerGraph,
  layout: StatementLayout,
  publicWire: number,
  context: SynthesisContext,
): number {
  const range = integerRange(layout.outputs.bits, layout.outputs.signed);
  const elements: PackedElement[] = graph.outputs.flatMap(({ name }) => {
    const tensor = context.tensors.get(name)!;
    const intervals = context.intervals.get(name)!;
    return Array.from({ length: tensor.size }, (_, element) => {
      const { low, high } = intervalAt(intervals, element);
      if (low < range.low || high > range.high) {
        throw new AppError(
          'circuit-invalid',
          `The output "${name}" can leave the ${layout.outputs.bits} bits of the statement.`,
          'Quantize the model again with more output bits.',
        );
      }
      return {
        wire: tensor.wire(element),
        value: () => context.valueOf(name, element),
      };
    });
  });
  const packed = packingCombinations(elements, layout.outputs);
  packed.forEach((combination, index) =>
    context.backend.instantiate(wire, [], [combination], [publicWire + index]),
  );
  return publicWire + packed.length;
}
