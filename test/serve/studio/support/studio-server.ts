import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Studio } from '../../../../src-main/engine/studio/create-studio.ts';
import {
  type RunningStudioServer,
  startStudioServer,
  type StudioServerOptions,
} from '../../../../src-main/server/studio/start-studio-server.ts';
import { openTestStudio } from '../../../engine/studio/support/test-studio.ts';

export interface StudioServer {
  studio: Studio;
  server: RunningStudioServer;
  url: string;
  workspace: string;
  uiFolder: string;
  /** Of a browser that has opened a link. */
  cookie: string;
  /** Asks as the page of the studio would, with the cookie. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** A studio for browsers over a real engine, with a window of two files. */
export async function openStudioServer(
  folder: string,
  options: Partial<StudioServerOptions> = {},
): Promise<StudioServer> {
  const workspace = join(folder, 'workspace');
  const uiFolder = join(folder, 'window');
  await mkdir(join(uiFolder, 'assets'), { recursive: true });
  await writeFile(join(uiFolder, 'index.html'), '<!doctype html><title>window</title>');
  await writeFile(join(uiFolder, 'assets', 'index-1234.js'), 'export {};');
  await writeFile(join(folder, 'outside.txt'), 'outside');
  const studio = openTestStudio(workspace);
  const server = await startStudioServer({
    studio,
    workspace,
    uiFolder,
    host: '127.0.0.1',
    port: 0,
    allowHosts: [],
    ...options,
  });
  const { url } = server;
  const cookie = await openLink(server.newLink());
  return {
    studio,
    server,
    url,
    workspace,
    uiFolder,
    cookie,
    ask: (path, init = {}) =>
      fetch(`${url}${path}`, { ...init, headers: { cookie, origin: url, ...init.headers } }),
    async close() {
      await server.close();
      await studio.close();
    },
  };
}

/** @returns the cookie that a link gives, as browsers send it */
export async function openLink(link: string): Promise<string> {
  const answer = await fetch(link);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (answer.status !== 200 || cookie === undefined)
    throw new Error(`the link was answered ${answer.status}`);
  return cookie;
}

/** One request with exactly this path and these headers, which `fetch` would tidy up. */
export function rawRequest(
  url: string,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}
