import type { FreshRun } from './run-fresh.ts';

/** Measures `work` and prints it as `runFresh` reads it; ends the process, whatever threads a library left running. */
export async function reportFresh(work: () => Promise<unknown>): Promise<never> {
  const started = performance.now();
  await work();
  const run: FreshRun = {
    milliseconds: performance.now() - started,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
  process.stdout.write(`${JSON.stringify(run)}\n`, () => process.exit(0));
  return new Promise<never>(() => undefined);
}
