import { realpath } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { DOWNLOAD_FOLDER, RECEIPT_FOLDER } from '../../../engine/studio/handed-files.ts';

const ID = /^[0-9a-f-]{36}$/;

/**
 * GET /download/<id>/<name>: what a call has written to a place that `newDownload` named. GET /file?path=...: the same, and
 * receipts, by their paths. Nothing else of this machine is handed out.
 */
export function registerHandOutFiles(app: FastifyInstance, workspace: string): void {
  const downloads = join(workspace, DOWNLOAD_FOLDER);
  const receipts = join(workspace, RECEIPT_FOLDER);

  app.get('/download/:id/:name', async (request, reply) => {
    const { id, name } = request.params as { id: string; name: string };
    if (!ID.test(id) || /[/\\\0]/.test(name)) return reply.callNotFound();
    return handOut(reply, join(downloads, id, name), [downloads]);
  });
  app.get('/file', async (request, reply) => {
    const { path } = request.query as { path?: unknown };
    if (typeof path !== 'string' || !isAbsolute(path) || path.includes('\0')) return reply.callNotFound();
    return handOut(reply, path, [downloads, receipts]);
  });
}

/** Links count as what they lead to. */
async function handOut(reply: FastifyReply, path: string, folders: readonly string[]): Promise<FastifyReply> {
  const [real, ...roots] = await Promise.all(
    [path, ...folders].map((each) => realpath(each).catch(() => undefined)),
  );
  if (real === undefined || !roots.some((root) => root !== undefined && isBelow(real, root))) {
    reply.callNotFound();
    return reply;
  }
  const name = basename(real);
  void reply.headers({
    'content-disposition': `attachment; filename*=UTF-8''${encodeName(name)}`,
    // Whatever is in the file, it is nothing of the studio's own.
    'content-security-policy': "default-src 'none'; sandbox",
  });
  void reply.type(extname(name) === '.json' ? 'application/json' : 'application/octet-stream');
  return reply.sendFile(name, dirname(real), {
    contentType: false,
    dotfiles: 'allow',
    index: false,
    etag: false,
  });
}

function isBelow(path: string, root: string): boolean {
  const inside = relative(root, path);
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
}

/** As RFC 8187 has it. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}
