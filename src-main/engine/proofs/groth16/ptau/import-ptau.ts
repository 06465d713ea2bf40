import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, describeCause } from '../../../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../../../api/progress.ts';
import { partialName } from '../../../store/partial-name.ts';
import { isDiskFull, makeFolder, storageError } from '../../../store/write-atomic.ts';
import { keepPublishedPtau, type KeptPtau, notPublished } from './keep-published-ptau.ts';
import { hashPtau } from './ptau-provenance.ts';
import type { PublishedPtau } from './published-ptau.ts';

/**
 * Copies a published file that the user has into a folder, checked against the list.
 * @throws AppError `ptau-invalid`, `file-unreadable`, `disk-full`, `workspace-unusable`, `aborted`
 */
export async function importPtau(
  source: string,
  folder: string,
  published: readonly PublishedPtau[],
  work: LongWork = {},
): Promise<KeptPtau> {
  throwIfAborted(work.signal);
  const hash = await hashPtau(source, work.signal);
  const entry = published.find(({ blake2b }) => blake2b === hash);
  if (!entry) throw notPublished(hash);
  await makeFolder(folder);
  const partial = join(folder, partialName(entry.file));
  try {
    await copy(source, partial, work);
    return await keepPublishedPtau(partial, folder, published, work.signal);
  } finally {
    await rm(partial, { force: true });
  }
}

async function copy(source: string, partial: string, { signal, onProgress }: LongWork): Promise<void> {
  const { size } = await stat(source);
  let done = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      onProgress?.({ stage: 'powers-of-tau', message: 'Powers of tau', fraction: done / size });
      next(null, chunk);
    },
  });
  try {
    await pipeline(
      createReadStream(source),
      count,
      createWriteStream(partial, { flags: 'wx', flush: true }),
      {
        signal,
      },
    );
  } catch (cause) {
    throwIfAborted(signal);
    if (isDiskFull(cause)) throw storageError(partial, cause);
    throw new AppError(
      'file-unreadable',
      `"${source}" cannot be copied to "${partial}": ${describeCause(cause)}.`,
      'Check that you may read the one and write the other.',
      { cause },
    );
  }
}
