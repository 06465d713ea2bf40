import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { AppError } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';
import type { LongWork } from '../../../../api/progress.ts';
import type { NativeAddon } from '../../../native/addon.ts';
import { runNative } from '../../../native/run-native.ts';
import type { NativeCall } from '../../../native/run-native.ts';
import { partialName } from '../../../store/partial-name.ts';
import { storageError } from '../../../store/write-atomic.ts';
import { refusedPtau } from '../ptau/check-ptau.ts';
import type { MadeKey } from './made-key.ts';
import { readVerificationKey } from './read-verification-key.ts';
import { setupFailure } from './setup-failure.ts';

/** Phase 2 and one contribution, with the native prover. */
export async function setupKeysNatively(
  addon: NativeAddon,
  paths: { r1csPath: string; ptauPath: string; zkeyPath: string; contributorName: string },
  work: LongWork,
): Promise<MadeKey> {
  const { r1csPath, ptauPath, zkeyPath, contributorName } = paths;
  const initial = partialName(zkeyPath);
  const contributed = partialName(zkeyPath);
  const call = (range: NativeCall['range'], output: string): NativeCall => ({
    work,
    stage: 'setup',
    message: 'Groth16 keys',
    range,
    output,
    refuse: (reason, cause): AppError =>
      reason.includes(ptauPath) ? refusedPtau(ptauPath, reason, cause) : setupFailure(reason, cause),
  });
  try {
    await runNative((options) => addon.setup(r1csPath, ptauPath, initial, options), call([0, 0.75], initial));
    await runNative(
      (options) => addon.contribute(initial, contributed, contributorName, randomBytes(64), options),
      call([0.75, 0.99], contributed),
    );
    const verificationKey = await readVerificationKey(contributed);
    const hash = createHash('sha256');
    await pipeline(createReadStream(contributed), hash);
    const { size } = await stat(contributed);
    throwIfAborted(work.signal);
    await rename(contributed, zkeyPath).catch((cause: unknown) => {
      throw storageError(zkeyPath, cause);
    });
    return { verificationKey, zkeyHash: hash.digest('hex'), zkeyBytes: size };
  } finally {
    await rm(initial, { force: true });
    await rm(contributed, { force: true });
  }
}
