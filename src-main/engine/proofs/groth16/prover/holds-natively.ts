import { NATIVE_STATUS } from '../../../native/addon.ts';
import type { NativeAddon } from '../../../native/addon.ts';
import { isNativeError } from '../../../native/run-native.ts';

/**
 * Does the proof hold? All in the native prover's plain bytes. A point outside its group, which a damaged proving key can
 * give, holds nothing either.
 */
export async function holdsNatively(
  addon: NativeAddon,
  verificationKey: Uint8Array,
  publicSignals: Uint8Array,
  proof: Uint8Array,
): Promise<boolean> {
  try {
    await addon.verify(verificationKey, publicSignals, proof).promise;
    return true;
  } catch (error) {
    const { rejected, invalid } = NATIVE_STATUS;
    if (isNativeError(error) && [rejected, invalid].some((status) => status === error.status)) return false;
    throw error;
  }
}
