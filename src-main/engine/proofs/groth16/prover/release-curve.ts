import type { Bn128 } from 'ffjavascript';
import { releaseWarmKey } from './warm-key.ts';

/**
 * Releases the proving key that the native prover keeps, and ends the worker threads that snarkjs leaves behind (they keep a process alive). A later call of snarkjs starts new
 * ones; a call that is running would never end, so only the last user of a process, or a cancel, calls this.
 */
export function releaseCurve(): void {
  releaseWarmKey();
  const scope = globalThis as { curve_bn128?: Bn128 | null };
  const curve = scope.curve_bn128;
  scope.curve_bn128 = null;
  for (const worker of curve?.tm.workers ?? []) worker.terminate();
}
