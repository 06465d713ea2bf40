import { randomWords } from '../random.ts';

/** Seeded reals: all runs make the same networks and the same samples. */
export interface RandomReals {
  /** `low` (included) to `high` (excluded). */
  uniform(low: number, high: number): number;
  normal(mean: number, deviation: number): number;
}

/** @param seed not 0 */
export function randomReals(seed: number): RandomReals {
  const next = randomWords(seed);
  // The first words of a small seed are small.
  for (let skipped = 0; skipped < 16; skipped++) next();
  const unit = () => next() / 2 ** 32;
  return {
    uniform: (low, high) => low + unit() * (high - low),
    // Box and Muller; 1 - unit() is never 0.
    normal: (mean, deviation) =>
      mean + deviation * Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  };
}
