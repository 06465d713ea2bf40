import { type IntegerRescale, type LookupTable, rescaleRange } from '../integer-graph.ts';
import { shiftRight } from '../intervals/layout.ts';
import { lookUpExactly } from './lookup.ts';
import { doublesStep, exactStep, fitDoubles, largestOf, type Magnitudes, type Step } from './values.ts';

export function rescaleStep(node: IntegerRescale, magnitudes: Magnitudes): Step {
  const { shifts, inner } = node;
  if (roundsInDoubles(node, magnitudes)) return doublesStep((x) => rescaleInDoubles(node, x!));
  const { low, high } = rescaleRange(node);
  return exactStep(magnitudes.output, (x) =>
    x!.map((value, element) => {
      const shift = shifts[Math.floor(element / inner) % shifts.length]!;
      const scaled = shiftRight(value, shift);
      const clamped = scaled < low ? low : scaled > high ? high : scaled;
      return node.lookup ? lookUpExactly(node.lookup, clamped - low) : clamped;
    }),
  );
}

function roundsInDoubles(node: IntegerRescale, { inputs, output }: Magnitudes): boolean {
  const half = 2 ** (largestOf(node.shifts) - 1);
  const { lookup, bits } = node;
  if (!lookup) return fitDoubles(inputs[0]! + half, output);
  // u, and T[i] * 2^f + (T[i+1] - T[i]) * t with t below 2^f.
  const line = 3 * largestOf(lookup.entries) * 2 ** lookup.fractionBits;
  return fitDoubles(inputs[0]! + half, output, 2 ** (bits + 1), line);
}

function rescaleInDoubles(node: IntegerRescale, x: Float64Array): Float64Array {
  const { shifts, inner, lookup } = node;
  const range = rescaleRange(node);
  const low = Number(range.low);
  const high = Number(range.high);
  const result = new Float64Array(x.length);
  let channel = 0;
  for (let start = 0; start < x.length; start += inner) {
    const shift = shifts[channel]!;
    const half = shift === 0 ? 0 : 2 ** (shift - 1);
    const scale = 2 ** -shift;
    for (let element = start; element < start + inner; element++) {
      const scaled = Math.floor((x[element]! + half) * scale);
      result[element] = scaled < low ? low : scaled > high ? high : scaled;
    }
    channel = channel + 1 === shifts.length ? 0 : channel + 1;
  }
  return lookup ? lookUpInDoubles(lookup, low, result) : result;
}

function lookUpInDoubles({ entries, fractionBits }: LookupTable, low: number, q: Float64Array): Float64Array {
  if (fractionBits === 0) return q.map((value) => entries[value - low]! + 0);
  const unit = 2 ** fractionBits;
  return q.map((value) => {
    const index = Math.floor((value - low) / unit);
    const fraction = value - low - index * unit;
    const entry = entries[index]!;
    return entry * unit + (entries[index + 1]! - entry) * fraction + 0;
  });
}
