import { type IntegerRescale, type LookupTable, rescaleRange } from '../integer-graph.ts';
import { shiftRight } from '../intervals/layout.ts';
import { lookUpExactly } from './lookup.ts';
import { doublesStep, exactStep, fitDoubles, largestOf, type Magnitudes, type Step } from './values.ts';

export function rescaleStep(node: IntegerRescale, magnitudes: Magnitudes): Step {
  const { shifts, inner } = node;
  if (roundsInDoubles(node, magnitudes)) {
    const rescale = rescaleInDoubles(node);
    return doublesStep((x) => rescale(x!));
  }
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

function rescaleInDoubles(node: IntegerRescale): (x: Float64Array) => Float64Array {
  const { shifts, lookup } = node;
  const range = rescaleRange(node);
  const low = Number(range.low);
  const high = Number(range.high);
  const halves = Float64Array.from(shifts, (shift) => (shift === 0 ? 0 : 2 ** (shift - 1)));
  const scales = Float64Array.from(shifts, (shift) => 2 ** -shift);
  return (x) => {
    const result = new Float64Array(x.length);
    const inner = shifts.length === 1 ? x.length : node.inner;
    for (let start = 0, channel = 0; start < x.length; start += inner) {
      const half = halves[channel]!;
      const scale = scales[channel]!;
      for (let element = start; element < start + inner; element++) {
        const scaled = Math.floor((x[element]! + half) * scale);
        result[element] = scaled < low ? low : scaled > high ? high : scaled;
      }
      channel = channel + 1 === shifts.length ? 0 : channel + 1;
    }
    return lookup ? lookUpInDoubles(lookup, low, result) : result;
  };
}

function lookUpInDoubles({ entries, fractionBits }: LookupTable, low: number, q: Float64Array): Float64Array {
  const unit = 2 ** fractionBits;
  const result = new Float64Array(q.length);
  for (let element = 0; element < q.length; element++) {
    const u = q[element]! - low;
    const index = Math.floor(u / unit);
    const entry = entries[index]!;
    // Without fraction bits there is no next entry behind the last one, and none is asked for.
    const slope = fractionBits === 0 ? 0 : entries[index + 1]! - entry;
    result[element] = entry * unit + slope * (u - index * unit) + 0;
  }
  return result;
}
