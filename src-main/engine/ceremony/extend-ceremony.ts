import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { extendKey, type KeyAddition } from '../proofs/groth16/keys/extend-key.ts';
import { readContributions } from '../proofs/groth16/keys/read-contributions.ts';
import { hashFile } from '../store/artifact-store.ts';
import { partialName } from '../store/partial-name.ts';
import { storageError } from '../store/write-atomic.ts';
import { type Ceremony, keyFile } from './ceremony-file.ts';
import { verifyCeremony } from './verify-ceremony.ts';

/** A new key in a ceremony's folder, which counts only when the description names it. */
export interface CeremonyExtension {
  /** The ceremony as it was verified. */
  before: Ceremony;
  key: Ceremony['key'];
  /** Number of the contribution in the key, from 1. */
  contribution: number;
  /** blake2b-512 of the contribution, hex. */
  hash: string;
}

/**
 * Verifies a ceremony, whole, and adds to its key: nobody's secret goes into a key that is not what it should be.
 *
 * @throws AppError as `verifyCeremony`; `ceremony-invalid` where the ceremony is finished, or not so far
 */
export async function extendCeremony(
  { folder, ptauPath, addition }: { folder: string; ptauPath: string; addition: KeyAddition },
  work: LongWork = {},
): Promise<CeremonyExtension> {
  const { ceremony, zkeyPath, contributions } = await verifyCeremony(
    { folder, ptauPath },
    { ...work, range: [0, 0.7] },
  );
  refuseAddition(
    ceremony,
    contributions.some(({ beacon }) => beacon !== undefined),
    addition,
  );
  const contribution = contributions.length + 1;
  const newZkeyPath = join(folder, partialName('key.zkey'));
  try {
    await extendKey({ zkeyPath, newZkeyPath }, addition, { ...work, range: [0.7, 1] });
    const { hash } = (await readContributions(newZkeyPath)).contributions.at(-1)!;
    const sha256 = await hashFile(newZkeyPath);
    const file = keyFile(contribution, sha256);
    await rename(newZkeyPath, join(folder, file)).catch((cause: unknown) => {
      throw storageError(join(folder, file), cause);
    });
    return { before: ceremony, key: { file, sha256 }, contribution, hash };
  } finally {
    await rm(newZkeyPath, { force: true });
  }
}

function refuseAddition({ contributions }: Ceremony, hasBeacon: boolean, addition: KeyAddition): void {
  if (hasBeacon) {
    throw new AppError(
      'ceremony-invalid',
      'The ceremony is finished: its key has the beacon, after which nothing may come.',
      'To contribute to this circuit, begin another ceremony.',
    );
  }
  const last = contributions.at(-1);
  if (addition.kind === 'secret' && last?.statement.beacon) {
    throw new AppError(
      'ceremony-invalid',
      `"${last.statement.name}" contributed as the last one, and named the beacon.`,
      'Contribute to the folder as it was before, and let somebody contribute last after you.',
    );
  }
  if (addition.kind === 'beacon' && (!last?.statement.beacon || last.signature === null)) {
    throw new AppError(
      'ceremony-invalid',
      'No beacon was named: the last contribution has no signed statement that names a block.',
      'Let the last contributor contribute with --beacon-block NUMBER and sign.',
    );
  }
}
