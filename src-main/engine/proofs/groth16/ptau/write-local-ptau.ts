import { AppError } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { nativeAddon } from '../../../native/load-native.ts';
import { runNative } from '../../../native/run-native.ts';
import { MIN_PTAU_POWER } from './ptau-layout.ts';
import { writeLocalPtauWithWasm } from './write-local-ptau-with-wasm.ts';

/** Larger files belong to ceremonies. The domain of 2^(power + 1) must exist, too. */
const MAX_LOCAL_POWER = 24;

/**
 * Writes a .ptau of this power, prepared for phase 2 (sections 1 to 7 and 12 to 15 of iden3's format), from random
 * tau, alpha and beta, which are destroyed. It carries no contribution record: that marks it as local, and whoever
 * ran this could have kept the secrets, so the grade of a key made from it is `local`.
 *
 * Every point is computed by fixed-base multiplication, the Lagrange sections from their field values
 * L_i(tau) = w^i (tau^n - 1) / (n (tau - w^i)); the last block of section 12 (the domain of 2^(power + 1)) is complete.
 *
 * Cancelling takes effect within a fraction of a second and leaves no file.
 *
 * @param power 2 to 24: circuits with up to 2^power rows
 * @throws AppError 'option-invalid' (the power), 'disk-full', 'workspace-unusable', 'aborted'
 */
export async function writeLocalPtau(path: string, power: number, work: LongWork = {}): Promise<void> {
  if (!Number.isInteger(power) || power < MIN_PTAU_POWER || power > MAX_LOCAL_POWER) {
    throw new AppError(
      'option-invalid',
      `A local powers-of-tau file cannot have power ${power}.`,
      `Choose a power from ${MIN_PTAU_POWER} to ${MAX_LOCAL_POWER}; for larger circuits use a published ceremony file.`,
    );
  }
  throwIfAborted(work.signal);
  const addon = await nativeAddon();
  if (addon === undefined) return writeLocalPtauWithWasm(path, power, work);
  const stage = 'ptau';
  const message = `Local powers of tau, 2^${power}`;
  await runNative((options) => addon.powersOfTau(path, power, options), {
    work,
    stage,
    message,
    output: path,
    refuse: (reason, cause) =>
      new AppError('internal', `The powers of tau were not made: ${reason}.`, 'Try again.', { cause }),
  });
  work.onProgress?.({ stage, message, fraction: 1 });
}
