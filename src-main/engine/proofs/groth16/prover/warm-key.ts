import { stat } from 'node:fs/promises';
import { AppError } from '../../../../api/errors.ts';
import type { LongWork } from '../../../../api/progress.ts';
import type { NativeAddon, NativeProvingKey } from '../../../native/addon.ts';
import { runNative } from '../../../native/run-native.ts';
import type { NativeCall } from '../../../native/run-native.ts';
import { findSection, readBinFile } from '../../binfile/read-bin-file.ts';
import { lintVerificationKey } from '../keys/lint-verification-key.ts';
import type { VerificationKey } from './groth16-types.ts';
import { decodeVerificationKey } from './point-bytes.ts';

/** A loaded proving key and its linted verification key. */
export interface WarmKey {
  key: NativeProvingKey;
  verificationKey: VerificationKey;
}

interface Entry extends WarmKey {
  /** Path, size and time of change of the file. */
  identity: string;
  users: number;
  replaced: boolean;
}

let latest: Entry | undefined;
let lastTurn: Promise<unknown> = Promise.resolve();

/**
 * Runs `use` with a proving key. The key that was loaded last stays in memory (mapped, so the system takes it back when it
 * needs to), and serves again while its file is the same. Keys are loaded one after the other.
 *
 * @throws AppError 'key-invalid', or 'file-unreadable' if it is no .zkey file at all
 */
export async function withProvingKey<Result>(
  addon: NativeAddon,
  zkeyPath: string,
  load: { work?: LongWork } & Pick<NativeCall, 'range'>,
  use: (key: WarmKey) => Promise<Result>,
): Promise<Result> {
  const turn = lastTurn.then(() => acquire(addon, zkeyPath, load));
  lastTurn = turn.catch(() => undefined);
  const entry = await turn;
  try {
    return await use(entry);
  } finally {
    entry.users--;
    releaseIfUnused(entry);
  }
}

/** Forgets the key that is kept; one that is in use goes when its last proof is done. */
export function releaseWarmKey(): void {
  const entry = latest;
  latest = undefined;
  if (entry) {
    entry.replaced = true;
    releaseIfUnused(entry);
  }
}

async function acquire(
  addon: NativeAddon,
  zkeyPath: string,
  { work = {}, range }: Parameters<typeof withProvingKey>[2],
): Promise<Entry> {
  const file = await readBinFile(zkeyPath, 'zkey');
  for (let id = 1; id <= 10; id++) findSection(file, id);
  const { size, mtimeNs, ino } = await stat(zkeyPath, { bigint: true });
  const identity = [zkeyPath, size, mtimeNs, ino].join(' ');
  if (latest?.identity !== identity) {
    releaseWarmKey();
    const key = await runNative((options) => addon.loadKey(zkeyPath, options), {
      work,
      stage: 'prove',
      message: 'Groth16 proof',
      range,
      refuse: (reason, cause) =>
        new AppError(
          'key-invalid',
          `The proving key ${zkeyPath} is refused: ${reason}.`,
          'Fetch the key again from its export file; a key that was never published can be made again.',
          { cause },
        ),
    });
    const verificationKey = await lintVerificationKey(decodeVerificationKey(key.verificationKey()));
    latest = { identity, key, verificationKey, users: 0, replaced: false };
  }
  latest.users++;
  return latest;
}

function releaseIfUnused(entry: Entry): void {
  if (entry.replaced && entry.users === 0) entry.key.release();
}
