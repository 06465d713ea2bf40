import type { LongWork } from '../../../../api/progress.ts';

/** Steps of snarkjs' `zKey.newZKey` and `zKey.contribute` by their log lines: share of the work before and in a step. */
const STEPS: readonly [pattern: RegExp, start: number, share: number][] = [
  [/^processing constraints/, 0, 0.05],
  [/^writing coeffs/, 0.05, 0.05],
  [/^splitting buffer/, 0.1, 0.02],
  [/^Writing points end C:/, 0.12, 0.2],
  [/^Writing points end A:/, 0.32, 0.13],
  [/^Writing points end B1:/, 0.45, 0.1],
  [/^Writing points end B2:/, 0.55, 0.2],
  [/^HashingHPoints/, 0.75, 0.03],
  [/^Applying key: L Section/, 0.78, 0.1],
  [/^Applying key: H Section/, 0.88, 0.1],
];

/** Turns log lines of snarkjs ("<step>: <done>/<all>") into progress that never runs backwards. */
export function setupProgress(stage: string, message: string, work: LongWork): (line: string) => void {
  let latest = 0;
  return (line) => {
    const step = STEPS.find(([pattern]) => pattern.test(line));
    if (!step) return;
    const counts = /(\d+)\/(\d+)/.exec(line);
    const part = counts ? Number(counts[1]) / Math.max(1, Number(counts[2])) : 0;
    const fraction = step[1] + step[2] * part;
    if (fraction < latest) return;
    latest = fraction;
    work.onProgress?.({ stage, message, fraction });
  };
}
