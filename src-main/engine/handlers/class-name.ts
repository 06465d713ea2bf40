import { largestIndex } from '../pipeline/2-quantize/largest-index.ts';

/**
 * The name of the class that an answer gives.
 * @param reals values of the first output
 * @returns null where the classes have no names, or are not what the output is about
 */
export function classNameOf(labels: readonly string[] | undefined, reals: readonly number[]): string | null {
  if (!labels || labels.length !== reals.length) return null;
  return labels[largestIndex(Float64Array.from(reals))] ?? null;
}
