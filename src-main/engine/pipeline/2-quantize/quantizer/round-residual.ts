import type { LoweredNode } from '../../../graph/lowered-graph.ts';
import { narrow } from './narrow.ts';
import { FACTOR_BITS, type Held, type Quantizer } from './quantizer.ts';
import { reachesDecision } from './reaches-decision.ts';

/** The rounded sum has so many bits more than a factor: what is made of it is then narrow enough to be a factor. */
const RESIDUAL_BITS = 2;
/** So many bits more than that, rounding once is cheaper than rounding everywhere. */
const WORTHWHILE_BITS = 8;

/**
 * A wide sum that flows on in several sums, as the residual stream of a transformer does, would be rounded with all its
 * digits on each of these ways, and gain digits on the way. It is rounded once where it is made.
 */
export function roundResidual(lowered: string, held: Held, quantizer: Quantizer): Held {
  const bits = quantizer.options.activationBits + FACTOR_BITS + RESIDUAL_BITS;
  if (held.whole || quantizer.width(held.tensor) < bits + WORTHWHILE_BITS) return held;
  if (roundingWays(lowered, quantizer) < 2 || reachesDecision(lowered, quantizer)) return held;
  return narrow(quantizer, held, lowered, bits);
}

/** On how many ways a tensor gets to a reader that rounds it; those that round it as it is are one way. */
function roundingWays(lowered: string, quantizer: Quantizer): number {
  const readers = quantizer.readers.get(lowered) ?? [];
  const through = readers.filter(
    (reader) => reader.kind === 'sum' && reader.inputs.length > 1 && isRounded(reader, quantizer),
  ).length;
  return through + Number(readers.some(rounds));
}

/** Whether anything behind sums and views rounds the result of a node. */
function isRounded({ output }: LoweredNode, quantizer: Quantizer, seen = new Set<string>()): boolean {
  if (seen.has(output)) return false;
  seen.add(output);
  return (quantizer.readers.get(output) ?? []).some(
    (reader) =>
      rounds(reader) ||
      ((reader.kind === 'sum' || reader.kind === 'view') && isRounded(reader, quantizer, seen)),
  );
}

function rounds({ kind }: LoweredNode): boolean {
  return (
    kind === 'product' || kind === 'matmul' || kind === 'function' || kind === 'rescale' || kind === 'max'
  );
}
