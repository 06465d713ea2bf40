import { rename, rm } from 'node:fs/promises';
import type { AppError } from '../../../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../../../api/progress.ts';
import { nativeAddon } from '../../../native/load-native.ts';
import { runNative } from '../../../native/run-native.ts';
import { partialName } from '../../../store/partial-name.ts';
import { storageError } from '../../../store/write-atomic.ts';
import { refusedPtau } from '../ptau/check-ptau.ts';
import { setupFailure } from './setup-failure.ts';

/**
 * Writes the .zkey that a ceremony begins with: gamma = delta, nobody has contributed, and anybody could forge. The
 * caller has checked the .ptau.
 *
 * @throws AppError `circuit-invalid`, `ptau-invalid`, `file-unreadable`, `disk-full`, `aborted`
 */
export async function beginKey(
  { r1csPath, ptauPath, zkeyPath }: { r1csPath: string; ptauPath: string; zkeyPath: string },
  work: LongWork = {},
): Promise<void> {
  const addon = await nativeAddon();
  if (addon === undefined) {
    const { beginKeyWithSnarkjs } = await import('./begin-key-with-snarkjs.ts');
    return beginKeyWithSnarkjs({ r1csPath, ptauPath, zkeyPath }, work);
  }
  const partial = partialName(zkeyPath);
  try {
    await runNative((options) => addon.setup(r1csPath, ptauPath, partial, options), {
      work,
      stage: 'setup',
      message: 'Groth16 keys',
      output: partial,
      refuse: (reason, cause): AppError =>
        reason.includes(ptauPath) ? refusedPtau(ptauPath, reason, cause) : setupFailure(reason, cause),
    });
    throwIfAborted(work.signal);
    await rename(partial, zkeyPath).catch((cause: unknown) => {
      throw storageError(zkeyPath, cause);
    });
  } finally {
    await rm(partial, { force: true });
  }
}
