import { createRequire } from 'node:module';
import { once } from 'node:events';
import { TestWindow } from '../../../engine/studio/support/test-window.ts';
import type { StudioServer } from './studio-server.ts';

/** What is used of the WebSocket library that comes with the server: it lets a test choose its headers. */
export interface TestSocket {
  send(data: string | Buffer, options?: { binary: boolean }): void;
  close(): void;
  terminate(): void;
  pause(): void;
  on(event: string, listener: (...args: never[]) => void): void;
  once(event: string, listener: (...args: never[]) => void): void;
}
type SocketClass = new (
  url: string,
  options: { headers: Record<string, string> },
) => TestSocket & NodeJS.EventEmitter;
export const WebSocket = createRequire(createRequire(import.meta.url).resolve('@fastify/websocket'))(
  'ws',
) as SocketClass;

export const socketUrl = (url: string) => `${url.replace('http', 'ws')}/ws`;

/** The window of a browser that is known. */
export async function openWebWindow({ url, cookie }: Pick<StudioServer, 'url' | 'cookie'>): Promise<{
  window: TestWindow;
  socket: TestSocket;
  closed: Promise<number>;
}> {
  const socket = new WebSocket(socketUrl(url), { headers: { cookie, origin: url } });
  const window = new TestWindow((message) => socket.send(JSON.stringify(message)));
  socket.on('message', (data: Buffer) => window.hear(JSON.parse(data.toString())));
  const closed = new Promise<number>((resolve) => socket.once('close', (code: number) => resolve(code)));
  await once(socket, 'open');
  return { window, socket, closed };
}

/** @returns the status with which a connection was refused */
export function refusedWith(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(socketUrl(url), { headers });
    socket.once('open', () => reject(new Error('the connection was accepted')));
    socket.once('unexpected-response', (_request: unknown, { statusCode }: { statusCode: number }) => {
      resolve(statusCode);
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
}
