import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { AppError } from '../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../api/progress.ts';
import { partialName } from '../store/partial-name.ts';
import { storageError } from '../store/write-atomic.ts';
import { BLOCK_BYTES, encodeArchiveHeader, paddingOf } from './archive-header.ts';
import { beginContentHash, type ContentHash } from './content-hash.ts';

/** What goes into an archive: bytes, or a file on the disk, which has to have this hash. */
export type ArchiveSource = ContentHash & {
  name: string;
  bytes: number;
  content: Uint8Array | { path: string };
};

const CHUNK_BYTES = 2 ** 20;

/**
 * Writes a tar archive (POSIX ustar) of plain files, in this order. Files are streamed; the archive appears by rename.
 * @returns SHA-256 (hex) of the archive
 * @throws AppError `artifact-damaged` where a file is not what it was said to be, `file-unreadable`, `disk-full`,
 *         `workspace-unusable`, `aborted`
 */
export async function writeArchive(
  path: string,
  sources: readonly ArchiveSource[],
  { signal, onProgress }: LongWork,
): Promise<{ sha256: string; bytes: number }> {
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0) || 1;
  const partial = partialName(path);
  const whole = createHash('sha256');
  let handle: FileHandle | undefined;
  let written = 0;
  let contentBytes = 0;
  try {
    handle = await open(partial, 'wx');
    const target = handle;
    const write = async (chunk: Uint8Array) => {
      whole.update(chunk);
      written += chunk.length;
      await target.writeFile(chunk);
    };
    for (const source of sources) {
      await write(encodeArchiveHeader(source));
      const { hash, isExpected } = beginContentHash(source);
      let bytes = 0;
      for await (const chunk of chunksOf(source)) {
        throwIfAborted(signal);
        hash.update(chunk);
        bytes += chunk.length;
        await write(chunk);
        onProgress?.({
          stage: 'archive',
          message: `Writing ${source.name}`,
          fraction: (contentBytes + bytes) / total,
        });
      }
      if (bytes !== source.bytes || !isExpected()) throw changed(source);
      contentBytes += bytes;
      await write(Buffer.alloc(paddingOf(bytes)));
    }
    await write(Buffer.alloc(2 * BLOCK_BYTES));
    await handle.sync();
    await handle.close();
    handle = undefined;
    throwIfAborted(signal);
    await rename(partial, path);
    return { sha256: whole.digest('hex'), bytes: written };
  } catch (cause) {
    await handle?.close().catch(() => undefined);
    await rm(partial, { force: true }).catch(() => undefined);
    throw storageError(path, cause);
  }
}

async function* chunksOf({ name, content }: ArchiveSource): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    if (content.length > 0) yield content;
    return;
  }
  try {
    for await (const chunk of createReadStream(content.path, { highWaterMark: CHUNK_BYTES })) {
      yield chunk as Buffer;
    }
  } catch (cause) {
    throw new AppError(
      'file-unreadable',
      `"${content.path}", which goes into the archive as ${name}, cannot be read.`,
      'Check that it is there and that you may read it.',
      { cause },
    );
  }
}

function changed({ name, content }: ArchiveSource): AppError {
  const what = content instanceof Uint8Array ? name : content.path;
  return new AppError(
    'artifact-damaged',
    `"${what}" is not what was written there: its hash differs.`,
    'Restore it from a backup, or make it again.',
  );
}
