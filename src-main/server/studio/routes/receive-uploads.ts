import { randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Server, type Upload } from '@tus/server';
import type { FastifyInstance } from 'fastify';
import { describeCause } from '../../../api/errors.ts';
import { UNFINISHED_FOLDER, UPLOAD_FOLDER } from '../../../engine/studio/handed-files.ts';
import type { StudioLog } from '../../../engine/studio/studio-log.ts';
import { isDiskFull, makeFolder } from '../../../engine/store/write-atomic.ts';
import { placeFile } from '../uploads/place-file.ts';
import { safeRelativePath } from '../uploads/safe-relative-path.ts';
import { BAD_NAME, DISK_FULL, tooLarge, type UploadFailure } from '../uploads/upload-failures.ts';
import { UploadStore } from '../uploads/upload-store.ts';

const PATH = '/uploads';
const ID = /^[0-9a-f]{32}$/;
/** Of a drop of several files, as the window draws it. */
const BATCH = /^[A-Za-z0-9][A-Za-z0-9_-]{7,63}$/;
const MAXIMUM_BYTES = 64 * 2 ** 30;

export interface UploadOptions {
  /** Folder of the workspace. */
  workspace: string;
  log: StudioLog;
  /** Of one file; default 64 GiB. */
  maximumUploadBytes?: number | undefined;
}

/**
 * POST, HEAD, PATCH, DELETE /uploads: files of the user, by the tus protocol, so that a broken connection costs nothing. The
 * answer that ends an upload says in `Upload-Path` (percent-encoded) where the file lies; where it is one of several with the
 * same `batch`, in which folder they all lie under their paths. HEAD says it again.
 */
export function registerReceiveUploads(app: FastifyInstance, options: UploadOptions): void {
  const folder = join(options.workspace, UPLOAD_FOLDER);
  let opening: Promise<Uploads> | undefined;
  const open = () => {
    opening ??= openUploads(folder, options).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  void app.register(async (scope) => {
    // The library reads the body by itself.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.route({
      method: ['POST', 'HEAD', 'PATCH', 'DELETE'],
      url: `${PATH}/:id?`,
      async handler(request, reply) {
        const { server, pathOf } = await open();
        const { id } = request.params as { id?: string };
        reply.hijack();
        for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value!);
        if (request.method === 'HEAD' && id !== undefined && ID.test(id)) {
          const path = await pathOf(id).catch(() => undefined);
          if (path !== undefined) reply.raw.setHeader('Upload-Path', encodeURIComponent(path));
        }
        await server.handle(request.raw, reply.raw);
      },
    });
  });
}

interface Uploads {
  server: Server;
  /** Where a finished upload lies; undefined for one that is not finished. */
  pathOf(id: string): Promise<string | undefined>;
}

async function openUploads(
  folder: string,
  { log, maximumUploadBytes = MAXIMUM_BYTES }: UploadOptions,
): Promise<Uploads> {
  const directory = join(folder, UNFINISHED_FOLDER);
  await makeFolder(directory);
  const store = new UploadStore({ directory });
  const placing = new Map<string, Promise<string>>();
  const putInPlace = async (upload: Upload): Promise<string> => {
    const known = await store.finishedPath(upload.id);
    if (known !== undefined) return known;
    const place = placeOf(folder, upload.id, upload.metadata);
    if (place === undefined) throw BAD_NAME;
    const placed = await placeFile(store.partialPath(upload.id), place.folder, place.parts).catch(refuse);
    const path = place.isBatch ? place.folder : placed;
    await store.finish(upload, path);
    return path;
  };
  // The answer that ends an upload and a question about it may come at the same time.
  const finish = (upload: Upload): Promise<string> => {
    const { id } = upload;
    const ending = placing.get(id) ?? putInPlace(upload).finally(() => placing.delete(id));
    placing.set(id, ending);
    return ending;
  };
  const server = new Server({
    path: PATH,
    datastore: store,
    relativeLocation: true,
    // Nobody of another origin is told anything.
    allowedOrigins: [],
    maxSize: maximumUploadBytes,
    disableTerminationForFinishedUploads: true,
    namingFunction: () => randomBytes(16).toString('hex'),
    getFileIdFromRequest: (_request, id) => (id !== undefined && ID.test(id) ? id : undefined),
    async onUploadCreate(_request, { metadata, size }) {
      if (placeOf(folder, '', metadata) === undefined) throw BAD_NAME;
      const { bavail, bsize } = await statfs(folder);
      if (size !== undefined && size > bavail * bsize) throw DISK_FULL;
      return {};
    },
    async onUploadFinish(_request, upload) {
      return { headers: { 'Upload-Path': encodeURIComponent(await finish(upload)) } };
    },
    onResponseError(_request, error) {
      const { status_code: status, body } = error as Partial<UploadFailure>;
      if (status === 413) return tooLarge(maximumUploadBytes);
      if (status !== undefined && body !== undefined && status !== 500) return { status_code: status, body };
      if (isDiskFull(error)) return DISK_FULL;
      log.write('error', 'studio', `An upload failed: ${body ?? describeCause(error)}`);
      return undefined;
    },
  });
  return {
    server,
    async pathOf(id) {
      const path = await store.finishedPath(id);
      if (path !== undefined) return path;
      // Its last byte is here, and it could not be put in its place then: the disk was full, or the program was killed.
      const upload = await store.getUpload(id);
      return upload.offset === upload.size ? finish(upload) : undefined;
    },
  };
}

/** Where an upload will lie; undefined where its name or its batch cannot be kept. */
function placeOf(
  folder: string,
  id: string,
  { filename, batch }: Record<string, string | null> = {},
): { folder: string; parts: string[]; isBatch: boolean } | undefined {
  const parts = safeRelativePath(filename ?? '');
  const isBatch = batch != null && batch !== '';
  if (parts === undefined || (isBatch && !BATCH.test(batch))) return undefined;
  return { folder: join(folder, isBatch ? batch : id), parts, isBatch };
}

/** One file of a drop has the name of a folder of it. */
function refuse(error: unknown): never {
  const { code } = error as NodeJS.ErrnoException;
  throw code === 'ENOTDIR' || code === 'EISDIR' || code === 'EEXIST' ? BAD_NAME : error;
}
