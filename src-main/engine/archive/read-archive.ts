import { type FileHandle, open } from 'node:fs/promises';
import { AppError, describeCause } from '../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../api/progress.ts';
import { storageError } from '../store/write-atomic.ts';
import { type ArchiveEntry, BLOCK_BYTES, decodeArchiveHeader, paddingOf } from './archive-header.ts';
import { beginContentHash, type ContentHash } from './content-hash.ts';

/** An entry with the place of its content in the file. */
interface PlacedEntry extends ArchiveEntry {
  offset: number;
}

/** What a file is said to be. */
export type ExpectedContent = ContentHash & { bytes: number };

/** More entries no archive of this program has. */
const MOST_ENTRIES = 10_000;
const CHUNK_BYTES = 2 ** 20;

/**
 * An archive as `writeArchive` writes it, read at any place. Nothing in it is compressed, and nothing but plain files is
 * accepted, so that what is unpacked is never larger than the file and never lands outside its folder.
 */
export class Archive {
  readonly #handle: FileHandle;
  readonly #entries: ReadonlyMap<string, PlacedEntry>;

  private constructor(
    readonly path: string,
    handle: FileHandle,
    entries: ReadonlyMap<string, PlacedEntry>,
  ) {
    this.#handle = handle;
    this.#entries = entries;
  }

  /** @throws AppError `file-unreadable`, `artifact-damaged` where it is no such archive, or cut short */
  static async open(path: string): Promise<Archive> {
    const handle = await open(path, 'r').catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    try {
      return new Archive(path, handle, await placeEntries(handle));
    } catch (cause) {
      await handle.close();
      throw damagedArchive(path, describeCause(cause), cause);
    }
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** Bytes of an entry; undefined where there is none of that name. */
  sizeOf(name: string): number | undefined {
    return this.#entries.get(name)?.bytes;
  }

  /**
   * A small file.
   * @param limit the most bytes that it may have
   * @throws AppError `artifact-damaged` where it is missing or larger
   */
  async read(name: string, limit: number): Promise<Buffer> {
    const entry = this.#entry(name);
    if (entry.bytes > limit) throw damagedArchive(this.path, `${name} has ${entry.bytes} bytes`);
    const content = Buffer.alloc(entry.bytes);
    await readFully(this.#handle, content, entry.offset).catch((cause: unknown) => {
      throw damagedArchive(this.path, describeCause(cause), cause);
    });
    return content;
  }

  /**
   * Writes a file out, which has to be new; its hash is checked on the way.
   * @throws AppError `artifact-damaged` where it is missing or not what was expected, `disk-full`, `aborted`
   */
  async extract(
    name: string,
    target: string,
    expected: ExpectedContent,
    { signal, onProgress }: LongWork,
  ): Promise<void> {
    const entry = this.#entry(name);
    if (entry.bytes !== expected.bytes) {
      throw damagedArchive(this.path, `${name} has ${entry.bytes} bytes and not ${expected.bytes}`);
    }
    const { hash, isExpected } = beginContentHash(expected);
    const output = await open(target, 'wx').catch((cause: unknown) => {
      throw storageError(target, cause);
    });
    try {
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, entry.bytes));
      for (let done = 0; done < entry.bytes; done += chunk.length) {
        throwIfAborted(signal);
        const part = chunk.subarray(0, Math.min(chunk.length, entry.bytes - done));
        await readFully(this.#handle, part, entry.offset + done).catch((cause: unknown) => {
          throw damagedArchive(this.path, describeCause(cause), cause);
        });
        hash.update(part);
        await output.writeFile(part).catch((cause: unknown) => {
          throw storageError(target, cause);
        });
        const fraction = (done + part.length) / entry.bytes;
        onProgress?.({ stage: 'archive', message: `Unpacking ${name}`, fraction });
      }
      await output.sync();
    } finally {
      await output.close();
    }
    if (!isExpected()) {
      throw damagedArchive(this.path, `${name} does not have the hash that the file names`);
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #entry(name: string): PlacedEntry {
    const entry = this.#entries.get(name);
    if (entry) return entry;
    throw damagedArchive(this.path, `${name} is missing`);
  }
}

async function placeEntries(handle: FileHandle): Promise<Map<string, PlacedEntry>> {
  const { size } = await handle.stat();
  const entries = new Map<string, PlacedEntry>();
  const block = Buffer.alloc(BLOCK_BYTES);
  let offset = 0;
  for (;;) {
    await readFully(handle, block, offset);
    offset += BLOCK_BYTES;
    const entry = decodeArchiveHeader(block);
    if (!entry) break;
    if (entries.has(entry.name)) throw new Error(`it holds "${entry.name}" twice`);
    if (entries.size === MOST_ENTRIES) throw new Error(`it holds more than ${MOST_ENTRIES} files`);
    if (offset + entry.bytes > size) throw new Error(`"${entry.name}" reaches beyond its end`);
    entries.set(entry.name, { ...entry, offset });
    offset += entry.bytes + paddingOf(entry.bytes);
  }
  if (offset + BLOCK_BYTES !== size) throw new Error('it goes on behind its end');
  return entries;
}

async function readFully(handle: FileHandle, target: Buffer, from: number): Promise<void> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, from + filled);
    if (bytesRead === 0) throw new Error('it is cut short');
    filled += bytesRead;
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError('file-unreadable', `"${path}" cannot be read.`, 'Check the path and its rights.', {
    cause,
  });
}

/** @param reason the end of a sentence, no full stop */
export function damagedArchive(path: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'artifact-damaged',
    `"${path}" is not a file as Proofpress writes it: ${reason}.`,
    'Fetch or copy it again; compare its SHA-256 with the one that was printed when it was made.',
    { cause },
  );
}
