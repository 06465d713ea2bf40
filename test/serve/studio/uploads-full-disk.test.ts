import { randomBytes } from 'node:crypto';
import { readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';
import { openStudioServer } from './support/studio-server.ts';

const folder = temporaryFolder();
const disk = join(folder, 'disk');
const { mounted, title } = mountSmallDisk(disk, '4m');
const tus = (more: Record<string, string>) => ({ 'tus-resumable': '1.0.0', ...more });

test.runIf(mounted)(
  `a disk that is full is said, and the upload goes on when there is room${title}`,
  async () => {
    const open = await openStudioServer(disk);
    const create = (length: number) =>
      open.ask('/uploads', {
        method: 'POST',
        headers: tus({
          'upload-length': String(length),
          'upload-metadata': `filename ${Buffer.from('model.onnx').toString('base64')}`,
        }),
      });
    // What cannot fit is refused before it is sent.
    const tooMuch = await create(2 ** 30);
    expect(tooMuch.status).toBe(507);
    expect(((await tooMuch.json()) as { error: { code: string } }).error.code).toBe('disk-full');

    const content = randomBytes(2 ** 20);
    const created = await create(content.length);
    expect(created.status).toBe(201);
    const location = created.headers.get('location')!;
    const filler = join(disk, 'filler');
    const { bavail, bsize } = await statfs(disk);
    await writeFile(filler, Buffer.alloc(bavail * bsize - 2 ** 19));
    const send = (offset: number) =>
      open.ask(location, {
        method: 'PATCH',
        headers: tus({ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }),
        body: content.subarray(offset),
      });
    const full = await send(0);
    expect(full.status).toBe(507);
    await rm(filler);
    const { headers } = await open.ask(location, { method: 'HEAD', headers: tus({}) });
    const offset = Number(headers.get('upload-offset'));
    expect(offset).toBeLessThan(content.length);
    const done = await send(offset);
    expect(done.status).toBe(204);
    const path = decodeURIComponent(done.headers.get('upload-path')!);
    expect((await readFile(path)).equals(content)).toBe(true);
    await open.close();
  },
);
