import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';
import { storageError } from '../../../store/write-atomic.ts';
import { checkPtau } from './check-ptau.ts';
import { hashPtau } from './ptau-provenance.ts';
import type { PublishedPtau } from './published-ptau.ts';

/** A published file that lies in a workspace. */
export interface KeptPtau extends PublishedPtau {
  path: string;
}

/**
 * Moves a file to the place of the published one that it is, byte for byte.
 * @param partial what becomes the file
 * @throws AppError `ptau-invalid` where its hash is that of none of the published files
 */
export async function keepPublishedPtau(
  partial: string,
  folder: string,
  published: readonly PublishedPtau[],
  signal: AbortSignal | undefined,
): Promise<KeptPtau> {
  const hash = await hashPtau(partial, signal);
  const entry = published.find(({ blake2b }) => blake2b === hash);
  if (!entry) throw notPublished(hash);
  await checkPtau(partial);
  throwIfAborted(signal);
  const path = join(folder, entry.file);
  await rename(partial, path).catch((cause: unknown) => {
    throw storageError(path, cause);
  });
  return { ...entry, path };
}

export function notPublished(hash: string): AppError {
  return new AppError(
    'ptau-invalid',
    `The file is none of the published powers of tau: its blake2b-512 is ${hash}.`,
    'See "proofpress ptau list" for those that are, and fetch one. For a key of grade local any file will do: proofpress setup --ptau FILE.',
  );
}
