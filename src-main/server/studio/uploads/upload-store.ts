import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileStore } from '@tus/file-store';
import { Upload } from '@tus/server';
import { isDiskFull } from '../../../engine/store/write-atomic.ts';
import { DISK_FULL } from './upload-failures.ts';

/** Unfinished uploads, and where the finished ones have gone. */
export class UploadStore extends FileStore {
  /** Where the bytes of an unfinished upload are. */
  partialPath(id: string): string {
    return join(this.directory, id);
  }

  /** Where a finished upload lies; undefined for one that is not finished. */
  async finishedPath(id: string): Promise<string | undefined> {
    return (await this.configstore.get(id))?.storage?.path;
  }

  /** Writes down that an upload is complete, and where it lies now. */
  async finish(upload: Upload, path: string): Promise<void> {
    await this.configstore.set(upload.id, new Upload({ ...upload, storage: { type: 'file', path } }));
  }

  override async getUpload(id: string): Promise<Upload> {
    const known = await this.configstore.get(id);
    const path = known?.storage?.path;
    if (!known || path === undefined) return super.getUpload(id);
    const { size } = await stat(path);
    return new Upload({ ...known, offset: size });
  }

  /** As that of the library, but for what it says of a full disk. */
  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const counter = new PassThrough();
    let received = 0;
    counter.on('data', (chunk: Buffer) => (received += chunk.length));
    try {
      await pipeline(
        readable,
        counter,
        createWriteStream(this.partialPath(id), { flags: 'r+', start: offset }),
      );
    } catch (error) {
      throw isDiskFull(error) ? DISK_FULL : error;
    }
    return offset + received;
  }
}
