import type { AppError } from '../../../../api/errors.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { nativeAddon } from '../../../native/load-native.ts';
import { type NativeCall, runNative } from '../../../native/run-native.ts';
import { checkPtau, refusedPtau } from '../ptau/check-ptau.ts';
import { keyMismatch } from './key-mismatch.ts';
import { readR1csCounts, refusedCircuit } from './read-r1cs-counts.ts';
import { readVerificationKey } from './read-verification-key.ts';

/**
 * The full check that a key was made from this circuit and this phase 1: the key is made again up to delta and
 * compared (sections 3 to 9, every contribution), as `snarkjs zkey verify` does.
 *
 * A key that fails is 'key-invalid', with the reason; so is one that the lint refuses. 'ptau-invalid',
 * 'circuit-invalid' and 'file-unreadable' for the other files.
 *
 * @param options.isInitial nobody has contributed yet: the lint, which refuses such a key, is left out
 */
export async function verifyKey(
  paths: { r1csPath: string; ptauPath: string; zkeyPath: string },
  work: LongWork & Pick<NativeCall, 'range'> = {},
  { isInitial = false }: { isInitial?: boolean } = {},
): Promise<void> {
  const { r1csPath, ptauPath, zkeyPath } = paths;
  await checkPtau(ptauPath);
  await readR1csCounts(r1csPath);
  if (!isInitial) await readVerificationKey(zkeyPath);
  const addon = await nativeAddon();
  if (addon === undefined) {
    const { verifyKeyWithSnarkjs } = await import('./verify-key-with-snarkjs.ts');
    await verifyKeyWithSnarkjs(paths, work);
  } else {
    await runNative((options) => addon.verifyKey(r1csPath, ptauPath, zkeyPath, options), {
      work,
      stage: 'verify-key',
      message: 'Key check',
      ...(work.range && { range: work.range }),
      refuse: (reason, cause): AppError => {
        if (reason.includes(r1csPath)) return refusedCircuit(r1csPath, reason, cause);
        if (reason.includes(ptauPath)) return refusedPtau(ptauPath, reason, cause);
        return keyMismatch(zkeyPath, reason, cause);
      },
    });
  }
  work.onProgress?.({ stage: 'verify-key', message: 'Key check', fraction: work.range?.[1] ?? 1 });
}
