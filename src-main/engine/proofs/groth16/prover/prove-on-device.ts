import type { AppError } from '../../../../api/errors.ts';
import { describeCause } from '../../../../api/errors.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { NATIVE_STATUS } from '../../../native/addon.ts';
import type { CudaDevice, NativeAddon, NativeProvingKey } from '../../../native/addon.ts';
import { cudaDevice, retireCudaDevice } from '../../../native/cuda-device.ts';
import { reportDeviceFailure } from '../../../native/report-device-failure.ts';
import { isNativeError } from '../../../native/run-native.ts';

/** A proof in the native prover's bytes, and whether it holds. */
export interface MadeProof {
  proof: Uint8Array;
  publicSignals: Uint8Array;
  holds: boolean;
}

/** Keys that are too large for the device of this process. */
const tooLarge = new WeakSet<NativeProvingKey>();

/**
 * Proves by `prove` with the device of this process where there is one, and by the processor where there is none or where the device
 * fails. A proof of the device that does not hold is the device's fault if the processor's holds; then, as after any other
 * failure but a want of memory, this process does not use the device again.
 *
 * @param prove makes the proof on the device of this number, or on the processor, and verifies it
 */
export async function proveOnDevice(
  addon: NativeAddon,
  key: NativeProvingKey,
  prove: (device?: number) => Promise<MadeProof>,
  work: LongWork,
): Promise<MadeProof> {
  const { device } = await cudaDevice(addon);
  if (device === undefined || tooLarge.has(key)) return prove();
  let byDevice: MadeProof;
  try {
    byDevice = await prove(device.index);
  } catch (error) {
    passOnUnlessOfDevice(error);
    noteFailure(error as AppError, device, key, work);
    return prove();
  }
  if (byDevice.holds) return byDevice;
  // Either the device is wrong, or no proof of this witness can hold.
  const byProcessor = await prove();
  if (byProcessor.holds) {
    retireCudaDevice(`${device.name} made a wrong proof`);
    reportDeviceFailure('made a wrong proof', { device, key, isLast: true }, work);
  }
  return byProcessor;
}

/** Throws again what the processor would meet as well: a cancelled call, a file that cannot be read or is wrong. */
function passOnUnlessOfDevice(error: unknown): void {
  const status = statusOf(error);
  const { memory, device, internal } = NATIVE_STATUS;
  if (status !== memory && status !== device && status !== internal) throw error;
}

function noteFailure(error: AppError, device: CudaDevice, key: NativeProvingKey, work: LongWork): void {
  const reason = describeCause(error.cause).replace(/\.$/, '');
  const isLast = statusOf(error) !== NATIVE_STATUS.memory;
  if (isLast) retireCudaDevice(`${device.name} failed: ${reason}`);
  else tooLarge.add(key);
  reportDeviceFailure(`failed: ${reason}`, { device, key, isLast }, work);
}

function statusOf(error: unknown): number | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return isNativeError(cause) ? cause.status : undefined;
}
