import { largestOf } from '../../../graph/evaluate/values.ts';
import type { LookupTable } from '../../../graph/integer-graph.ts';
import { integerRange } from '../../../graph/integer-graph.ts';
import type { LoweredFunction } from '../../../graph/lowered-graph.ts';
import { type Rational, toNumber } from '../../../graph/rational.ts';
import type { Range } from '../calibrate.ts';
import { shiftFor } from './narrow.ts';
import { powerScaleFor } from './quantize-rescale.ts';
import { type Held, type Quantizer, timesPower } from './quantizer.ts';
import { rootOf } from './quantize-divide.ts';
import { INDEX_BITS, MOST_SEGMENT_BITS, type RootForm, rootForm } from './root-argument.ts';

/** The table is precise so far beyond the observed range, as a share of it. */
const BEYOND = 1 / 8;
/** Beyond that its values may grow to so many times the largest inside. */
const FURTHER = 2;

/** Scale of a table's index behind a chain of accumulators. */
export function indexScale(node: LoweredFunction, nonNegative: boolean, quantizer: Quantizer): Rational {
  const bits = quantizer.optionsOf(node).activationBits + INDEX_BITS;
  return powerScaleFor(wider(quantizer.range(node.input)), bits, !nonNegative);
}

/** Towards zero a range is widened by a share of its end: many functions are steep or have no value there. */
function wider({ low, high }: Range): Range {
  const margin = (high - low) * BEYOND;
  return {
    low: low > 0 ? Math.max(low - margin, low * (1 - BEYOND)) : low - margin,
    high: high < 0 ? Math.min(high + margin, high * (1 - BEYOND)) : high + margin,
  };
}

/** A function of one variable: the accumulator is rounded to an index, and the index looks up a straight line. */
export function quantizeFunction(node: LoweredFunction, quantizer: Quantizer): void {
  const form = rootForm(node, quantizer);
  const { range } = form;
  const input = readArgument(node, form, quantizer);
  const accumulator = quantizer.shifts.get(node.input);
  const wanted = quantizer.options.activationBits + INDEX_BITS;
  const signed = accumulator ? !accumulator.nonNegative : quantizer.bounds(input.tensor).low < 0n;
  const width = quantizer.width(input.tensor);
  const shift =
    accumulator || width <= wanted ? 0 : shiftFor(input, wider(range), signed ? wanted - 1 : wanted);
  const bits = accumulator ? wanted : Math.min(wanted, width);
  const shifts = accumulator ? accumulator.perChannel : [shift];
  const index: Index = { bits, signed, scale: toNumber(timesPower(input.scale, shift)) };
  const { lookup, scale } = makeTable(form, index, quantizer);
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

/** The argument, or its root. */
function readArgument(node: LoweredFunction, { roots }: RootForm, quantizer: Quantizer): Held {
  let held = quantizer.holding(node.input);
  let { high } = quantizer.range(node.input);
  for (let root = 0; root < roots; root++) {
    const { tensor } = held;
    held = quantizer.once(`root ${tensor}`, () => rootOf(quantizer, held, high));
    high = Math.sqrt(high);
  }
  return held;
}

interface Index {
  bits: number;
  signed: boolean;
  /** Real value of one step. */
  scale: number;
}

/** Entries at the ends of as few segments as the wanted precision takes. */
function makeTable(
  { evaluate, range }: RootForm,
  index: Index,
  { options }: Quantizer,
): { lookup: LookupTable; scale: Held['scale'] } {
  const { bits, signed } = index;
  const start = Number(integerRange(bits, signed).low);
  const far = wider(range);
  const step = (value: number) => Math.min(2 ** bits, Math.max(0, Math.round(value / index.scale) - start));
  const [first, last] = [step(far.low), step(far.high)];
  const steps = sampleFunction(evaluate, index, range, first, last);
  const largest = largestOf(steps.subarray(first, last + 1)) || 1;
  const tolerance = largest * 2 ** -(options.activationBits + 1);
  const most = Math.min(bits, MOST_SEGMENT_BITS);
  let segmentBits = Math.min(1, most);
  const error = () => interpolationError(steps, bits - segmentBits, first, last);
  while (segmentBits < most && error() > tolerance) segmentBits++;
  const fractionBits = bits - segmentBits;
  const reach = largestOf(steps);
  const entryScale = powerScaleFor(
    { low: -reach, high: reach },
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
 * The function at every step of the index. Between `first` and `last`, the observed range and a little beyond, it is
 * exact; further out it goes on as it does, but no further than twice its largest value inside, and stands still where
 * it is not finite. So the straight lines that reach beyond the range have no edges inside it.
 */
function sampleFunction(
  evaluate: (x: number) => number,
  { bits, signed, scale }: Index,
  range: Range,
  first: number,
  last: number,
): Float64Array {
  const start = Number(integerRange(bits, signed).low);
  const at = (step: number) => (start + step) * scale;
  const inside = (x: number) => Math.min(range.high, Math.max(range.low, x));
  const finite = (x: number) => {
    const value = evaluate(x);
    return Number.isFinite(value) ? value : evaluate(inside(x));
  };
  const steps = Float64Array.from({ length: 2 ** bits + 1 }, (_, step) => finite(at(step)));
  const limit = FURTHER * (largestOf(steps.subarray(first, last + 1)) || 1);
  return steps.map((value) => Math.min(limit, Math.max(-limit, value)));
}

/** The largest distance of the function from straight lines between every 2^fractionBits-th step, from `first` to `last`. */
function interpolationError(steps: Float64Array, fractionBits: number, first: number, last: number): number {
  const length = 2 ** fractionBits;
  let worst = 0;
  for (let begin = 0; begin + length < steps.length; begin += length) {
    if (begin + length < first || begin > last) continue;
    const from = steps[begin]!;
    const slope = (steps[begin + length]! - from) / length;
    for (let offset = 1; offset < length; offset++) {
      if (begin + offset < first || begin + offset > last) continue;
      worst = Math.max(worst, Math.abs(steps[begin + offset]! - (from + slope * offset)));
    }
  }
  return worst;
}
