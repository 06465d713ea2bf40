import { randomBytes } from 'node:crypto';
import { open, rename, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { storageError } from '../../store/write-atomic.ts';

const BUFFER_BYTES = 1 << 20;
const SECTION_HEADER_BYTES = 12;

/**
 * Streams an iden3 container file (see `readBinFile` for the layout). The bytes go to `<path>.<random>.partial` and
 * appear at `path` only by the rename in `close`. A failed write throws 'disk-full' or 'workspace-unusable'; the caller
 * then calls `abort`, which never throws.
 *
 *     const writer = await BinFileWriter.open(path, 'wtns', 2, 2);
 *     try {
 *       writer.startSection(1);
 *       await writer.write(bytes);
 *       await writer.endSection();
 *       ...
 *       await writer.close();
 *     } catch (error) {
 *       await writer.abort();
 *       throw error;
 *     }
 */
export class BinFileWriter {
  readonly #path: string;
  readonly #partialPath: string;
  readonly #handle: FileHandle;
  readonly #sectionCount: number;
  /** A section header always fits behind a full buffer: it is never split by a flush, and `startSection` never waits. */
  readonly #buffer = new Uint8Array(BUFFER_BYTES + SECTION_HEADER_BYTES);
  readonly #written = new Set<number>();
  #buffered = 0;
  #flushedBytes = 0;
  #sectionId: number | undefined;
  #sectionStart = 0;
  #open = true;

  private constructor(path: string, partialPath: string, handle: FileHandle, sectionCount: number) {
    this.#path = path;
    this.#partialPath = partialPath;
    this.#handle = handle;
    this.#sectionCount = sectionCount;
  }

  /** @param magic four ASCII characters */
  static async open(
    path: string,
    magic: string,
    version: number,
    sectionCount: number,
  ): Promise<BinFileWriter> {
    const partialPath = `${path}.${randomBytes(6).toString('hex')}.partial`;
    let handle: FileHandle;
    try {
      handle = await open(partialPath, 'wx');
    } catch (cause) {
      throw storageError(path, cause);
    }
    const writer = new BinFileWriter(path, partialPath, handle, sectionCount);
    const header = new Uint8Array(12);
    for (let index = 0; index < 4; index++) header[index] = magic.charCodeAt(index);
    const view = new DataView(header.buffer);
    view.setUint32(4, version, true);
    view.setUint32(8, sectionCount, true);
    await writer.#append(header);
    return writer;
  }

  /** Opens the next section; a file has each id once. */
  startSection(id: number): void {
    if (this.#sectionId !== undefined) throw new Error(`section ${this.#sectionId} is still open`);
    if (this.#written.has(id)) throw new Error(`section ${id} was already written`);
    const header = new Uint8Array(SECTION_HEADER_BYTES);
    new DataView(header.buffer).setUint32(0, id, true);
    this.#buffer.set(header, this.#buffered);
    this.#buffered += header.length;
    this.#sectionId = id;
    this.#sectionStart = this.#flushedBytes + this.#buffered;
  }

  /** Appends to the open section. The bytes are copied: the caller may reuse its array at once. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#sectionId === undefined) throw new Error('no section is open');
    await this.#append(bytes);
  }

  /** Closes the section and fills in its size. */
  async endSection(): Promise<void> {
    if (this.#sectionId === undefined) throw new Error('no section is open');
    const size = new Uint8Array(8);
    const end = this.#flushedBytes + this.#buffered;
    new DataView(size.buffer).setBigUint64(0, BigInt(end - this.#sectionStart), true);
    const position = this.#sectionStart - 8;
    if (position >= this.#flushedBytes) {
      this.#buffer.set(size, position - this.#flushedBytes);
    } else {
      await this.#flush();
      await this.#writeAt(size, position);
    }
    this.#written.add(this.#sectionId);
    this.#sectionId = undefined;
  }

  /** Flushes, syncs and moves the file to its path. */
  async close(): Promise<void> {
    if (this.#sectionId !== undefined) throw new Error(`section ${this.#sectionId} is still open`);
    if (this.#written.size !== this.#sectionCount) {
      throw new Error(`${this.#written.size} of ${this.#sectionCount} sections were written`);
    }
    await this.#flush();
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#partialPath, this.#path);
      this.#open = false;
    } catch (cause) {
      throw storageError(this.#path, cause);
    }
  }

  /** Removes what was written. Harmless after `close` and when called twice. */
  async abort(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close().catch(() => undefined);
    await unlink(this.#partialPath).catch(() => undefined);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      if (this.#buffered >= BUFFER_BYTES) await this.#flush();
      const part = bytes.subarray(done, done + BUFFER_BYTES - this.#buffered);
      this.#buffer.set(part, this.#buffered);
      this.#buffered += part.length;
      done += part.length;
    }
  }

  async #flush(): Promise<void> {
    await this.#writeAt(this.#buffer.subarray(0, this.#buffered), this.#flushedBytes);
    this.#flushedBytes += this.#buffered;
    this.#buffered = 0;
  }

  async #writeAt(bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    try {
      while (done < bytes.length) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    } catch (cause) {
      throw storageError(this.#path, cause);
    }
  }
}
