import type { IntegerPort } from './integer-graph.ts';
import { integerRange } from './integer-graph.ts';
import { toNumber } from './rational.ts';

/** Reals to the integers of a graph input: nearest multiple of the scale, saturating at the ends of the range. */
export function quantizeInput(port: IntegerPort, values: ArrayLike<number>): Float64Array {
  const scale = toNumber(port.scale);
  const { low, high } = integerRange(port.bits, port.signed);
  const [lowest, highest] = [Number(low), Number(high)];
  return Float64Array.from(
    values,
    (value) => Math.min(highest, Math.max(lowest, Math.round(value / scale))) + 0,
  );
}

/** The integers of every graph input, from its reals by name. */
export function quantizeInputs(
  ports: readonly IntegerPort[],
  reals: ReadonlyMap<string, ArrayLike<number>>,
): Map<string, Float64Array> {
  return new Map(ports.map((port) => [port.name, quantizeInput(port, reals.get(port.name)!)]));
}
