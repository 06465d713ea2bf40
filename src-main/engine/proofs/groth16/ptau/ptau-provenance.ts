import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AppError, describeCause } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';
import { PUBLISHED_PTAU } from './published-ptau.ts';

/** `public`: a published ceremony file, byte for byte. `local`: anything else. */
export type PtauProvenance = 'public' | 'local';

/**
 * Hashes the file and looks it up among the published ones. Contribution records decide nothing: anyone can write them.
 *
 * @returns `hash`: blake2b-512 of the file's bytes, hex
 */
export async function ptauProvenance(
  path: string,
  published = PUBLISHED_PTAU,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<{ provenance: PtauProvenance; hash: string }> {
  const hash = await hashPtau(path, signal);
  return { provenance: published.some(({ blake2b }) => blake2b === hash) ? 'public' : 'local', hash };
}

/** blake2b-512 of the file's bytes, hex. */
export async function hashPtau(path: string, signal?: AbortSignal): Promise<string> {
  const hasher = createHash('blake2b512');
  try {
    await pipeline(createReadStream(path), hasher, { signal });
  } catch (cause) {
    throwIfAborted(signal);
    throw new AppError(
      'file-unreadable',
      `The powers-of-tau file ${path} cannot be read: ${describeCause(cause)}.`,
      'Check the path.',
      { cause },
    );
  }
  return hasher.digest('hex');
}
