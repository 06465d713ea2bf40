import type { LookupTable } from '../../../graph/integer-graph.ts';
import { integerRange } from '../../../graph/integer-graph.ts';
import type { LoweredFunction } from '../../../graph/lowered-graph.ts';
import { type Rational, toNumber } from '../../../graph/rational.ts';
import type { Range } from '../calibrate.ts';
import { shiftFor } from './narrow.ts';
import { powerScaleFor } from './quantize-rescale.ts';
import { type Held, type Quantizer, timesPower } from './quantizer.ts';

/** The index of a table is finer than an activation by so many bits: they are cut off the accumulator anyway. */
const INDEX_BITS = 2;
/** A table has at most 2^10 segments. */
const MOST_SEGMENT_BITS = 10;
/** The function is asked so far beyond the observed range, as a share of it; further out it stays at that value. */
const BEYOND = 1 / 8;

/** Scale of a table's index behind a chain of accumulators. */
export function indexScale(node: LoweredFunction, nonNegative: boolean, quantizer: Quantizer): Rational {
  const bits = quantizer.options.activationBits + INDEX_BITS;
  return powerScaleFor(wider(quantizer.range(node.input)), bits, !nonNegative);
}

function wider({ low, high }: Range): Range {
  const margin = (high - low) * BEYOND;
  return { low: low - margin, high: high + margin };
}

/** A function of one variable: the accumulator is rounded to an index, and the index looks up a straight line. */
export function quantizeFunction(node: LoweredFunction, quantizer: Quantizer): void {
  const input = quantizer.holding(node.input);
  const accumulator = quantizer.shifts.get(node.input);
  const wanted = quantizer.options.activationBits + INDEX_BITS;
  const signed = accumulator ? !accumulator.nonNegative : quantizer.bounds(input.tensor).low < 0n;
  const range = quantizer.range(node.input);
  const width = quantizer.width(input.tensor);
  const shift = accumulator
    ? 0
    : width <= wanted
      ? 0
      : shiftFor(input, wider(range), signed ? wanted - 1 : wanted);
  const bits = accumulator ? wanted : Math.min(wanted, width);
  const shifts = accumulator ? accumulator.perChannel : [shift];
  const index: Index = { bits, signed, scale: toNumber(timesPower(input.scale, shift)) };
  const { lookup, scale } = makeTable(node, index, range, quantizer);
  const tensor = quantizer.emit(
    {
      kind: 'rescale',
      input: input.tensor,
      table: 'lookup',
      bits,
      shifts,
      inner: accumulator?.inner ?? 1,
      lookup,
    },
    node.output,
  );
  quantizer.held.set(node.output, { tensor, scale });
}

interface Index {
  bits: number;
  signed: boolean;
  /** Real value of one step. */
  scale: number;
}

/** Entries at the ends of as few segments as the wanted precision takes. */
function makeTable(
  node: LoweredFunction,
  index: Index,
  range: Range,
  { options }: Quantizer,
): { lookup: LookupTable; scale: Held['scale'] } {
  const { bits, signed } = index;
  const start = Number(integerRange(bits, signed).low);
  const evaluate = finiteInside(node, range, index.scale);
  const valueAt = (step: number) => evaluate((start + step) * index.scale);
  const steps = Float64Array.from({ length: 2 ** bits + 1 }, (_, step) => valueAt(step));
  const largest = steps.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const tolerance = largest * 2 ** -(options.activationBits + 1);
  const most = Math.min(bits, MOST_SEGMENT_BITS);
  let segmentBits = Math.min(1, most);
  while (segmentBits < most && interpolationError(steps, bits - segmentBits) > tolerance) segmentBits++;
  const fractionBits = bits - segmentBits;
  const entryScale = powerScaleFor(
    { low: -largest, high: largest },
    options.activationBits + INDEX_BITS + 1,
    true,
  );
  const unit = toNumber(entryScale);
  const count = 2 ** segmentBits + (fractionBits > 0 ? 1 : 0);
  const entries = Float64Array.from(
    { length: count },
    (_, entry) => Math.round(steps[entry * 2 ** fractionBits]! / unit) + 0,
  );
  return { lookup: { signed, fractionBits, entries }, scale: timesPower(entryScale, -fractionBits) };
}

/**
 * The function inside the observed range and a little beyond, at the nearest end elsewhere. Where it is not finite
 * beyond the range, it stops at the range itself.
 */
function finiteInside(node: LoweredFunction, range: Range, step: number): (x: number) => number {
  const far = wider(range);
  // A table that only ever sees one value still needs a range around it.
  const low = Number.isFinite(node.evaluate(far.low - step)) ? far.low - step : range.low;
  const high = Number.isFinite(node.evaluate(far.high + step)) ? far.high + step : range.high;
  return (x) => node.evaluate(Math.min(high, Math.max(low, x)));
}

/** The largest distance of the function from straight lines between every 2^fractionBits-th step. */
function interpolationError(steps: Float64Array, fractionBits: number): number {
  const length = 2 ** fractionBits;
  let worst = 0;
  for (let begin = 0; begin + length < steps.length; begin += length) {
    const from = steps[begin]!;
    const slope = (steps[begin + length]! - from) / length;
    for (let offset = 1; offset < length; offset++) {
      worst = Math.max(worst, Math.abs(steps[begin + offset]! - (from + slope * offset)));
    }
  }
  return worst;
}
