import { readFile, realpath } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { protocol } from 'electron';
import { CONTENT_SECURITY_POLICY } from '../api/content-security-policy.ts';
import { APP_SCHEME, isAppUrl } from './app-scheme.ts';

export interface AppFolders {
  /** The built window. */
  ui: string;
  /** Files that calls made for download (`newDownload`). */
  downloads: string;
  /** Receipts of the workspace. */
  receipts: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Has to be said before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers app:// from three folders and nowhere else. */
export function serveAppScheme(folders: AppFolders): void {
  protocol.handle(APP_SCHEME, (request) => answer(request, folders));
}

async function answer({ url, method }: Request, folders: AppFolders): Promise<Response> {
  if (method !== 'GET' || !isAppUrl(url)) return refuse(405);
  const found = locate(new URL(url), folders);
  if (!found) return refuse(404);
  try {
    const root = await realpath(found.root);
    const path = await realpath(join(root, found.path));
    // What a link points at has to lie in the folder, too.
    if (!path.startsWith(root + sep)) return refuse(404);
    const type = found.isDownload ? 'application/octet-stream' : TYPES[extname(path).toLowerCase()];
    const headers = { ...HEADERS, 'content-type': type ?? 'application/octet-stream' };
    const download = { 'content-disposition': 'attachment' };
    return new Response(new Uint8Array(await readFile(path)), {
      headers: found.isDownload ? { ...headers, ...download } : headers,
    });
  } catch {
    return refuse(404);
  }
}

interface Located {
  root: string;
  path: string;
  isDownload: boolean;
}

/** The paths are those of the studio's server, so that the window knows one set of addresses. */
function locate(
  { pathname, searchParams }: URL,
  { ui, downloads, receipts }: AppFolders,
): Located | undefined {
  const path = decode(pathname);
  if (path === undefined) return undefined;
  const [, download] = /^\/download(\/.+)$/.exec(path) ?? [];
  if (download !== undefined) return { root: downloads, path: download, isDownload: true };
  if (path !== '/file') return { root: ui, path: path === '/' ? '/index.html' : path, isDownload: false };
  const asked = resolve(searchParams.get('path') ?? '');
  const root = [receipts, downloads].find((folder) => asked.startsWith(resolve(folder) + sep));
  return root === undefined ? undefined : { root, path: asked.slice(resolve(root).length), isDownload: true };
}

/** Undefined for what no file of ours is called. */
function decode(pathname: string): string | undefined {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes('\0') || path.includes('\\') || path.split('/').includes('..') ? undefined : path;
  } catch {
    return undefined;
  }
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: HEADERS });
}
