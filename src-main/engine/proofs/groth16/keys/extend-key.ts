import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { type LongWork, throwIfAborted } from '../../../../api/progress.ts';
import { nativeAddon } from '../../../native/load-native.ts';
import { type NativeCall, runNative } from '../../../native/run-native.ts';
import { partialName } from '../../../store/partial-name.ts';
import { storageError } from '../../../store/write-atomic.ts';
import { damagedKey } from './key-mismatch.ts';

/** What is added to a key: a secret of the operating system, or what a public value gives. */
export type KeyAddition =
  | { kind: 'secret'; name: string }
  | {
      kind: 'beacon';
      name: string;
      /** 1 to 255 bytes, hex. */
      value: string;
      /** SHA-256 is iterated 2^this times, 10 to 63. */
      iterationsExponent: number;
    };

/**
 * Writes a copy of a key to which a contribution is added, in snarkjs' format. The caller has verified the key. The secret
 * never leaves the process and is destroyed.
 *
 * @throws AppError `key-invalid`, `file-unreadable`, `disk-full`, `workspace-unusable`, `aborted`
 */
export async function extendKey(
  { zkeyPath, newZkeyPath }: { zkeyPath: string; newZkeyPath: string },
  addition: KeyAddition,
  work: LongWork & Pick<NativeCall, 'range'> = {},
): Promise<void> {
  const addon = await nativeAddon();
  if (addon === undefined) {
    const { extendKeyWithSnarkjs } = await import('./extend-key-with-snarkjs.ts');
    return extendKeyWithSnarkjs({ zkeyPath, newZkeyPath }, addition, work);
  }
  const partial = partialName(newZkeyPath);
  try {
    await runNative(
      (options) =>
        addition.kind === 'secret'
          ? addon.contribute(zkeyPath, partial, addition.name, randomBytes(64), options)
          : addon.beacon(
              zkeyPath,
              partial,
              addition.name,
              Buffer.from(addition.value, 'hex'),
              addition.iterationsExponent,
              options,
            ),
      {
        work,
        stage: 'contribute',
        message: 'Contribution',
        output: partial,
        refuse: (reason, cause) => damagedKey(zkeyPath, reason, cause),
        ...(work.range && { range: work.range }),
      },
    );
    throwIfAborted(work.signal);
    await rename(partial, newZkeyPath).catch((cause: unknown) => {
      throw storageError(newZkeyPath, cause);
    });
  } finally {
    await rm(partial, { force: true });
  }
}
