import { nativeAddon } from '../../../native/load-native.ts';
import { nativePointChecks, wasmPointChecks } from './point-checks.ts';
import type { PointChecks } from './point-checks.ts';
import { singleThreadCurve } from './single-thread-curve.ts';

/** @param options.with 'snarkjs' takes its wasm even where there is a native prover */
export async function choosePointChecks(options: { with?: 'snarkjs' | undefined }): Promise<PointChecks> {
  const addon = options.with === 'snarkjs' ? undefined : await nativeAddon();
  return addon ? nativePointChecks(addon) : wasmPointChecks(await singleThreadCurve());
}
