import type { Progress } from '../../api/progress.ts';

/** Nothing is said before this much time and this share of the work: until then it would be a guess. */
const FIRST_SECONDS = 2;
const FIRST_FRACTION = 0.02;
/** How quickly a new estimate takes over from the one that was told before. */
const SETTLING_SECONDS = 5;
/** Speed is that of the latest part of the work, of this length in relation to all that was done. */
const WINDOW = 0.4;

/**
 * Estimates the seconds that a piece of work will still take, from its fractions: from the mean speed so far and the
 * latest speed, in equal parts, and so that the estimate does not jump. A new stage, or a fraction that runs backwards,
 * starts anew.
 * @param now a clock, seconds
 * @returns takes each progress; undefined while there is too little to go by, or no fraction
 */
export function createTimeLeft(
  now: () => number = () => performance.now() / 1000,
): (progress: Progress) => number | undefined {
  let stage: string | undefined;
  let points: { at: number; fraction: number }[] = [];
  let told: { at: number; left: number } | undefined;

  return (progress) => {
    const at = now();
    const { fraction } = progress;
    const last = points.at(-1);
    if (fraction === undefined || progress.stage !== stage || (last && fraction < last.fraction)) {
      stage = progress.stage;
      points = [];
      told = undefined;
    }
    if (fraction === undefined) return undefined;
    if (points.at(-1)?.fraction !== fraction) points.push({ at, fraction });
    const first = points[0]!;
    const done = fraction - first.fraction;
    if (fraction >= 1) return 0;
    if (points.length < 3 || at - first.at < FIRST_SECONDS || done < FIRST_FRACTION) return undefined;

    const recent = points.findLast((point) => point.at <= at - WINDOW * (at - first.at)) ?? first;
    const leftAfter = (from: { at: number; fraction: number }) =>
      ((at - from.at) * (1 - fraction)) / Math.max(fraction - from.fraction, Number.EPSILON);
    // Where nothing has come lately, the mean alone, which grows with the waiting.
    const mean = leftAfter(first);
    const fresh = recent.fraction < fraction ? (mean + leftAfter(recent)) / 2 : mean;
    const expected = told ? Math.max(0, told.left - (at - told.at)) : fresh;
    const weight = told ? 1 - Math.exp(-(at - told.at) / SETTLING_SECONDS) : 1;
    told = { at, left: expected + weight * (fresh - expected) };
    return told.left;
  };
}
