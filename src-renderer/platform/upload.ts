import { Upload } from 'tus-js-client';
import { AppError } from '../../src-main/api/errors.ts';
import { throwIfAborted } from '../../src-main/api/progress.ts';
import { relativePath, sharedFolder } from '../format/shared-folder.ts';
import type { TakeOptions } from './platform.ts';

/** Bytes a request: what a broken connection costs at most. */
const CHUNK_BYTES = 8 * 2 ** 20;

/**
 * Sends files to the studio, one after the other; each goes on where a broken connection left it.
 * @returns where the file lies there; the deepest folder that all share where there are several
 */
export async function upload(
  files: readonly File[],
  { signal, onProgress }: TakeOptions = {},
): Promise<string> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const batch = files.length > 1 ? crypto.randomUUID() : undefined;
  let done = 0;
  let path = '';
  for (const file of files) {
    throwIfAborted(signal);
    path = await uploadOne(file, batch, signal, (sent) =>
      onProgress?.(total > 0 ? (done + sent) / total : 1),
    );
    done += file.size;
  }
  const shared = sharedFolder(files);
  return batch === undefined || shared === '' ? path : `${path}/${shared}`;
}

function uploadOne(
  file: File,
  batch: string | undefined,
  signal: AbortSignal | undefined,
  onSent: (bytes: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sending = new Upload(file, {
      endpoint: new URL('uploads', location.href).href,
      chunkSize: CHUNK_BYTES,
      retryDelays: [0, 500, 1000, 2000, 5000, 10_000],
      metadata: { filename: relativePath(file), ...(batch !== undefined && { batch }) },
      storeFingerprintForResuming: false,
      onProgress: onSent,
      onSuccess: ({ lastResponse }) => {
        const path = lastResponse.getHeader('Upload-Path');
        if (path === undefined) reject(failed(file, undefined));
        else resolve(decodeURIComponent(path));
      },
      onError: (cause) => reject(failed(file, cause)),
    });
    signal?.addEventListener('abort', () => {
      void sending.abort(true);
      reject(new AppError('aborted', 'The upload was cancelled.', 'Drop the file again when you wish.'));
    });
    sending.start();
  });
}

function failed(file: File, cause: unknown): AppError {
  return new AppError(
    'engine-unreachable',
    `"${file.name}" did not reach the studio.`,
    'Look whether the studio runs and its disk has room, then drop the file again.',
    { cause },
  );
}
