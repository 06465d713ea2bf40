import type { LoweredNode } from '../../../graph/lowered-graph.ts';
import type { Quantizer } from './quantizer.ts';

/** Fewer bits than this are not asked for: what reads a tensor has a few to spare. */
const LEAST_EXTRA_BITS = 4;
const MOST_EXTRA_BITS = 16;

/**
 * How many bits more than others a graph input needs because small values of it count as much as large ones: it is a
 * divisor, or the argument of a function that is steep at the small end of its range (logarithms, small powers).
 */
export function extraBits(input: string, bits: number, quantizer: Quantizer): number {
  const { low, high } = quantizer.range(input);
  if (low < 0 || high <= low) return 0;
  const results = resultsOf(input, (x) => x, quantizer);
  const isPrecise = (extra: number) => {
    const step = high * 2 ** -(bits + extra);
    return results.every((result) => changeOver(step, low, high, result) <= 2 ** -bits);
  };
  for (let extra = 0; extra < MOST_EXTRA_BITS; extra++) {
    if (isPrecise(extra)) return extra < LEAST_EXTRA_BITS ? 0 : extra;
  }
  return MOST_EXTRA_BITS;
}

type Result = (x: number) => number;

/** What tables and divisions make of a tensor that is itself `value` of the input, element by element. */
function resultsOf(tensor: string, value: Result, quantizer: Quantizer): Result[] {
  const readers = quantizer.readers.get(tensor) ?? [];
  return readers.flatMap((reader) => resultsOfReader(reader, tensor, value, quantizer));
}

function resultsOfReader(reader: LoweredNode, tensor: string, value: Result, quantizer: Quantizer): Result[] {
  switch (reader.kind) {
    case 'view':
      return resultsOf(reader.output, value, quantizer);
    case 'sum': {
      const { inputs, coefficients, bias } = reader;
      if (inputs.length > 1 || bias.length > 1) return [];
      return resultsOf(reader.output, (x) => coefficients[0]! * value(x) + bias[0]!, quantizer);
    }
    case 'divide':
      return reader.inputs[1] === tensor ? [(x) => 1 / value(x)] : [];
    case 'function':
      return [(x) => reader.evaluate(value(x))];
    default:
      return [];
  }
}

/** The change over half a step at the small end of the input, over the largest value; 0 where that is not finite. */
function changeOver(step: number, low: number, high: number, result: Result): number {
  const largest = Math.max(Math.abs(result(low)), Math.abs(result(high)));
  const change = Math.abs(result(low + step / 2) - result(low)) / largest;
  return Number.isFinite(change) ? change : 0;
}
