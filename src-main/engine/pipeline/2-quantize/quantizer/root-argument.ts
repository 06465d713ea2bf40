import type { LoweredFunction } from '../../../graph/lowered-graph.ts';
import type { Range } from '../calibrate.ts';
import type { Quantizer } from './quantizer.ts';

/** A table has at most 2^10 segments. */
export const MOST_SEGMENT_BITS = 10;
/** The index of a table is finer than an activation by so many bits: they are cut off the accumulator anyway. */
export const INDEX_BITS = 2;

/** At most the fourth root is taken. */
const MOST_ROOTS = 2;
/** A root costs about as much as the table itself: it must make the error so many times smaller. */
const WORTHWHILE = 4;
/** A table whose error is so many steps of an activation or less is precise enough. */
const TOLERATED_STEPS = 2;
/** Points at which the error of a table is estimated. */
const POINTS = 512;

/** A function of the argument's square root, taken so many times, and the range of that. */
export interface RootForm {
  roots: number;
  range: Range;
  evaluate(x: number): number;
}

/**
 * Functions that are steep near zero and flat further out (logarithms, small powers) lose their small arguments in a
 * table of equal segments. They are read from a root of the argument instead, in which the small ones take more room.
 */
export function rootForm(node: LoweredFunction, quantizer: Quantizer): RootForm {
  const range = quantizer.range(node.input);
  const plain = form(node, range, 0);
  if (range.low < 0 || range.high <= 0) return plain;
  const bits = quantizer.optionsOf(node).activationBits;
  let best = plain;
  let least = tableError(plain, bits);
  if (least <= TOLERATED_STEPS * 2 ** -bits) return plain;
  for (let roots = 1; roots <= MOST_ROOTS; roots++) {
    const candidate = form(node, range, roots);
    const error = tableError(candidate, bits) * WORTHWHILE ** roots;
    if (error < least) [best, least] = [candidate, error];
  }
  return best;
}

function form({ evaluate }: LoweredFunction, { low, high }: Range, roots: number): RootForm {
  const power = 2 ** roots;
  const rooted = (x: number) => Math.max(0, x) ** (1 / power);
  return {
    roots,
    range: roots === 0 ? { low, high } : { low: rooted(low), high: rooted(high) },
    evaluate: roots === 0 ? evaluate : (x) => evaluate(Math.max(0, x) ** power),
  };
}

/** The largest error of a table of a function over a range that is not negative, over its largest value. */
function tableError({ evaluate, range: { low, high } }: RootForm, activationBits: number): number {
  const step = high * 2 ** -(activationBits + INDEX_BITS);
  const segment = Math.max(step, high * 2 ** -MOST_SEGMENT_BITS);
  const start = low > 0 ? low : step / 16;
  let [worst, largest] = [0, 0];
  for (let point = 0; point <= POINTS; point++) {
    const x = start * (high / start) ** (point / POINTS);
    const [here, next] = [evaluate(x), evaluate(x + segment)];
    const rounding = Math.abs(evaluate(x + step) - here) / 2;
    const bend = Math.abs(here + next - 2 * evaluate(x + segment / 2)) / 2;
    worst = Math.max(worst, rounding, bend);
    largest = Math.max(largest, Math.abs(here));
  }
  return largest === 0 ? 0 : worst / largest;
}
